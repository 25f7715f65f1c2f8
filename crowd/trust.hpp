#pragma once
// Whom the crowd believes to be the site that it asks: the machine's authorities, or one that is named.
#include <boost/asio/ssl/context.hpp>
#include <string>

#include "crowd/mishap.hpp"

namespace scrutin::crowd {

/// TLS 1.2 and newer, certificates checked. `authority` is a file of certificates (PEM), or empty: those of the
/// machine.
expected<boost::asio::ssl::context> make_trust(const std::string& authority);

}  // namespace scrutin::crowd
