#include "config/postgres_url.hpp"

#include "config/url.hpp"

namespace scrutin::config {
namespace {

expected<void> check_server(std::string_view server) {
  auto port = server.rfind(':');
  if (server.starts_with('[')) {
    const auto close = server.find(']');
    if (close == std::string_view::npos) return complaint::that("the bracket before its IPv6 address is never closed");
    const auto rest = server.substr(close + 1);
    if (!rest.empty() && rest.front() != ':')
      return complaint::that("after the bracket of its IPv6 address may only stand a port");
    port = rest.empty() ? std::string_view::npos : close + 1;
  } else if (server.find(':') != port) {
    return complaint::that("an IPv6 address stands in brackets, as in [::1]:5432");
  }
  if (port == std::string_view::npos || port + 1 == server.size()) return {};  // libpq's own default
  const auto number = parse_port(server.substr(port + 1));
  if (!number || *number == 0) return complaint::that("its port is not a number from 1 to 65535");
  return {};
}

expected<void> check_list(std::string_view text, char separator, expected<void> (*check)(std::string_view)) {
  for (;;) {
    const auto end = text.find(separator);
    if (auto good = check(text.substr(0, end)); !good) return good;
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
}

expected<void> check_parameter(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals != std::string_view::npos && equals != 0) return {};
  return complaint::that("its parameters, after the question mark, must be written name=value");
}

}  // namespace

expected<void> check_postgres_url(std::string_view text) {
  if (!is_url_text(text))
    return complaint::that("it has spaces or characters beyond ASCII; percent-encode them, as %20");
  const auto parts = split_url(text);
  if (!parts || (parts->scheme != "postgresql" && parts->scheme != "postgres")) {
    return complaint::that("write postgresql://[user[:password]@]host[:port]/database[?parameters]");
  }
  if (!percent_decode(text)) return complaint::that("a '%' is not followed by two hexadecimal digits");
  if (auto good = check_list(parts->place, ',', check_server); !good) return good;
  if (parts->query.empty()) return {};
  return check_list(parts->query, '&', check_parameter);
}

}  // namespace scrutin::config
