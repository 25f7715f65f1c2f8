#include "crowd/trust.hpp"

namespace scrutin::crowd {

namespace ssl = boost::asio::ssl;

expected<ssl::context> make_trust(const std::string& authority) {
  ssl::context made{ssl::context::tls_client};
  boost::system::error_code error;
  made.set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1, error);
  if (!error) made.set_verify_mode(ssl::verify_peer, error);
  if (!error) {
    if (authority.empty()) {
      made.set_default_verify_paths(error);
    } else {
      made.load_verify_file(authority, error);
    }
  }
  if (error) {
    return mishap{"the certificates " + (authority.empty() ? "of this machine" : "in " + authority) +
                  " cannot be read: " + error.message()};
  }
  return made;
}

}  // namespace scrutin::crowd
