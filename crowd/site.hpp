#pragma once
// Where one of the two sites of a deployment is found.
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "crowd/mishap.hpp"

namespace scrutin::crowd {

struct site {
  bool secure = false;  ///< https
  std::string host;     ///< a name or an address, IPv6 without brackets
  std::string port;
  std::string prefix;                                     ///< what stands before its paths: `/votes`, or empty
  std::vector<boost::asio::ip::tcp::endpoint> endpoints;  ///< one at least, once look_up() went well

  /// `https://vote.example.org`, `http://10.0.0.7:8080/votes/`. What follows `?` or `#` is refused.
  static expected<site> parse(std::string_view address);

  /// Asks the resolver, and waits for it.
  expected<void> look_up();

  std::string host_field() const;  ///< as the field Host has it
  std::string address() const;     ///< as parse() takes it, without a slash at its end
};

}  // namespace scrutin::crowd
