#include "config/value_rules.hpp"

#include <algorithm>
#include <charconv>

#include "config/endpoint.hpp"
#include "config/network.hpp"
#include "config/postgres_url.hpp"
#include "config/redis_url.hpp"
#include "config/spelling.hpp"
#include "config/url.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {

expected<std::int64_t> read_number(const std::string& text, range allowed) {
  const auto wanted = std::to_string(allowed.least) + " to " + std::to_string(allowed.most);
  std::int64_t read = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, read);
  if (text.empty() || stopped != end || error == std::errc::invalid_argument) {
    return complaint::that("must be a whole number, " + wanted + ", not " + in_quotes(text));
  }
  if (error != std::errc() || read < allowed.least || read > allowed.most) {
    return complaint::that("must be " + wanted + ", not " + text);
  }
  return read;
}

expected<endpoint> read_endpoint(const std::string& text) {
  auto parsed = parse_endpoint(text);
  if (!parsed) return complaint::that("cannot be " + in_quotes(text) + ": " + parsed.error().what);
  return parsed;
}

expected<std::string> read_page_url(const std::string& text) {
  const auto cannot = [&text](const std::string& why) {
    return complaint::that("cannot be " + in_quotes(text) + ": " + why);
  };
  if (!is_url_text(text)) return cannot("it has characters that no URL has");
  if (text.starts_with(':')) {
    if (!parse_port(text.substr(1))) return cannot("a port is 0 to 65535");
  } else if (!text.empty()) {
    const auto parts = split_url(text);
    if (!parts || (parts->scheme != "http" && parts->scheme != "https"))
      return cannot("it must begin with http://, https:// or, for a port of the same host, a colon");
    if (parts->place.empty()) return cannot("it names no host");
    if (text.find('@') != std::string::npos) return cannot("a user or password in it would be shown to everyone");
    if (text.find_first_of("?#<>\"\\") != std::string::npos)
      return cannot("pages are at paths below it, so it may end with a path alone");
    const auto colon = parts->place.rfind(':');
    if (colon != std::string_view::npos && parts->place.find(']', colon) == std::string_view::npos &&
        !parse_port(parts->place.substr(colon + 1))) {
      return cannot("its port must be 0 to 65535");
    }
  }
  auto url = text;
  while (url.ends_with('/')) url.pop_back();
  return url;
}

expected<std::string> read_public_url(const std::string& text) {
  const auto cannot = [&text](const std::string& why) {
    return complaint::that("cannot be " + in_quotes(text) + ": " + why);
  };
  if (text.starts_with(':')) return cannot("it is a whole address, as in https://vote.example.org");
  auto url = read_page_url(text);
  if (!url || url->empty()) return url;
  const auto path = split_url(*url)->path;
  if (!path.empty() && !is_prefix(path)) {
    return cannot("its path may have 64 letters, digits, and any of - _ . ~");
  }
  const auto first = path.substr(0, path.find('/', 1));
  for (const auto* ours : {"/api", "/assets", "/events", "/polls", "/receipts", "/ws"}) {
    if (first == ours) return cannot(std::string(ours) + " is a path of ours, which could stand behind it too");
  }
  return url;
}

expected<void> check_networks(const std::string& text) {
  const auto read = parse_networks(text);
  if (!read) return complaint::that("has one that cannot be read: " + read.error().what);
  return {};
}

expected<void> check_log(const std::string& text) {
  if (!utf8_length(text)) return complaint::that("is not UTF-8");
  const auto odd = std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (odd) return complaint::that("has control characters, which no path of ours has");
  return {};
}

expected<void> check_word(const std::string& text, const std::vector<std::string>& words) {
  if (std::ranges::find(words, text) != words.end()) return {};
  return complaint::that("must be " + one_of(words) + ", not " + in_quotes(text) + did_you_mean(text, words));
}

expected<void> check_signing_key(const std::string& text) {
  constexpr std::size_t least = 16;  // what an HMAC key of 128 bits takes
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (end - at < least) {
      return complaint::that("must have at least 16 bytes in each line, not " + std::to_string(end - at) +
                             "; make one with `openssl rand -hex 32`, or leave it out");
    }
    at = end + 1;
  }
  return {};
}

expected<void> check_password(const std::string& text) {
  if (text.find('\0') != std::string::npos) return complaint::that("has a zero byte, which no server takes");
  return {};
}

expected<void> check_redis(const std::string& text) {
  const auto parsed = parse_redis_url(text);
  if (!parsed) return complaint::that("is no URL of a Redis: " + parsed.error().what);
  return {};
}

expected<void> check_postgres(const std::string& text) {
  const auto good = check_postgres_url(text);
  if (!good) return complaint::that("is no URL of a PostgreSQL: " + good.error().what);
  return {};
}

}  // namespace scrutin::config
