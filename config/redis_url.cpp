#include "config/redis_url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "config/url.hpp"

namespace scrutin::config {
namespace {

bool is_host_name(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
}

/// Redis' own `databases` is an int; more than this is a slip.
bool read_database(std::string_view digits, unsigned& db) {
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, db);
  return read.ec == std::errc() && read.ptr == end && db <= 65535;
}

expected<void> read_place(std::string_view place, redis_address& address) {
  std::string_view port;
  bool has_port = false;
  if (place.starts_with('[')) {
    const auto close = place.find(']');
    if (close == std::string_view::npos) return complaint::that("the bracket before its IPv6 address is never closed");
    address.host = place.substr(1, close - 1);
    in6_addr ignored{};
    if (inet_pton(AF_INET6, address.host.c_str(), &ignored) != 1)
      return complaint::that("between the brackets stands no IPv6 address");
    port = place.substr(close + 1);
    has_port = port.starts_with(':');
    if (!has_port && !port.empty())
      return complaint::that("after the bracket of its IPv6 address may only stand a port");
  } else {
    const auto colon = place.find(':');
    address.host = place.substr(0, colon);
    has_port = colon != std::string_view::npos;
    if (has_port) port = place.substr(colon);
    if (address.host.empty()) return complaint::that("it names no host; write redis://127.0.0.1:6379/0");
    if (!is_host_name(address.host)) return complaint::that("its host may have letters, digits, '.', '-' and '_' only");
  }
  if (has_port) {
    const auto number = parse_port(port.substr(1));
    if (!number || *number == 0) return complaint::that("its port is not a number from 1 to 65535");
    address.port = *number;
  }
  return {};
}

expected<void> read_tcp(const url& parts, redis_address& address) {
  if (auto read = read_place(parts.place, address); !read) return read;
  if (!parts.query.empty())
    return complaint::that("a redis:// URL has no parameters; the database stands after the slash, as in /0");
  const auto database = parts.path.empty() ? parts.path : parts.path.substr(1);
  if (!database.empty() && !read_database(database, address.db))
    return complaint::that("its database is not a number from 0 to 65535");
  return {};
}

expected<void> read_unix(const url& parts, redis_address& address) {
  if (!parts.place.empty()) return complaint::that("a socket's path begins with a slash, as in unix:///run/redis.sock");
  auto path = percent_decode(parts.path);
  if (!path || path->size() < 2 || path->find('\0') != std::string::npos)
    return complaint::that("it names no socket; write unix:///run/redis.sock");
  address.path = std::move(*path);
  if (parts.query.empty()) return {};
  constexpr std::string_view name = "db=";
  if (!parts.query.starts_with(name)) return complaint::that("the only parameter of a unix:// URL is db, as in ?db=0");
  if (!read_database(parts.query.substr(name.size()), address.db))
    return complaint::that("its database is not a number from 0 to 65535");
  return {};
}

}  // namespace

expected<redis_address> parse_redis_url(std::string_view text) {
  constexpr auto form = "write redis://[user[:password]@]host[:port][/db] or unix:///path[?db=N]";
  if (!is_url_text(text))
    return complaint::that("it has spaces or characters beyond ASCII; percent-encode them, as %20");
  const auto parts = split_url(text);
  if (!parts) return complaint::that(form);
  if (parts->scheme == "rediss")
    return complaint::that("TLS (rediss://) is not supported; let a proxy do that, and write redis://");
  redis_address address;
  auto user = percent_decode(parts->user);
  auto password = percent_decode(parts->password);
  if (!user || !password)
    return complaint::that("a '%' in its user or password is not followed by two hexadecimal digits");
  address.user = std::move(*user);
  address.password = std::move(*password);
  expected<void> read = complaint::that(form);
  if (parts->scheme == "redis") {
    read = read_tcp(*parts, address);
  } else if (parts->scheme == "unix") {
    address.port = 0;
    read = read_unix(*parts, address);
  }
  if (!read) return read.error();
  return address;
}

}  // namespace scrutin::config
