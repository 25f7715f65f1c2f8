#include "config/postgres_url.hpp"

#include "config/url.hpp"

namespace scrutin::config {
namespace {

std::string wrong_with_server(std::string_view server) {
  auto port = server.rfind(':');
  if (server.starts_with('[')) {
    const auto close = server.find(']');
    if (close == std::string_view::npos) return "the bracket before its IPv6 address is never closed";
    const auto rest = server.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return "after the bracket of its IPv6 address may only stand a port";
    port = rest.empty() ? std::string_view::npos : close + 1;
  } else if (server.find(':') != port) {
    return "an IPv6 address stands in brackets, as in [::1]:5432";
  }
  if (port == std::string_view::npos || port + 1 == server.size()) return {};  // libpq's own default
  const auto number = parse_port(server.substr(port + 1));
  return number && *number != 0 ? "" : "its port is not a number from 1 to 65535";
}

std::string wrong_with_list(std::string_view text, char separator, std::string (*wrong_with)(std::string_view)) {
  for (;;) {
    const auto end = text.find(separator);
    if (auto wrong = wrong_with(text.substr(0, end)); !wrong.empty()) return wrong;
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
}

std::string wrong_with_parameter(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals != std::string_view::npos && equals != 0) return {};
  return "its parameters, after the question mark, must be written name=value";
}

}  // namespace

std::string wrong_with_postgres_url(std::string_view text) {
  if (!is_url_text(text)) return "it has spaces or characters beyond ASCII; percent-encode them, as %20";
  const auto parts = split_url(text);
  if (!parts || (parts->scheme != "postgresql" && parts->scheme != "postgres")) {
    return "write postgresql://[user[:password]@]host[:port]/database[?parameters]";
  }
  if (!percent_decode(text)) return "a '%' is not followed by two hexadecimal digits";
  if (auto wrong = wrong_with_list(parts->place, ',', wrong_with_server); !wrong.empty()) return wrong;
  return parts->query.empty() ? "" : wrong_with_list(parts->query, '&', wrong_with_parameter);
}

}  // namespace scrutin::config
