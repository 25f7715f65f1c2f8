#include "config/endpoint.hpp"

#include <arpa/inet.h>

#include <array>

#include "config/url.hpp"

namespace scrutin::config {
namespace {

bool is_address(int family, const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return host.find('\0') == std::string::npos && inet_pton(family, host.c_str(), bytes.data()) == 1;
}

}  // namespace

std::string endpoint::to_string() const {
  const auto shown = host.find(':') == std::string::npos ? host : '[' + host + ']';
  return shown + ':' + std::to_string(port);
}

expected<endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  auto host = colon == std::string_view::npos ? std::string() : std::string(text.substr(0, colon));
  const auto port = parse_port(colon == std::string_view::npos ? text : text.substr(colon + 1));
  const auto bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string::npos) {
    return complaint::that("an IPv6 address stands in brackets, as in [::]:8080");
  }
  if (!port) return complaint::that("it needs a port from 0 to 65535 at its end, as in [::]:8080");
  if (bracketed) {
    if (!is_address(AF_INET6, host)) return complaint::that("between the brackets stands no IPv6 address");
  } else if (host.empty()) {
    host = "::";
  } else if (host == "localhost") {
    host = "127.0.0.1";
  } else if (!is_address(AF_INET, host)) {
    return complaint::that("its host must be a numeric address or localhost, as in [::]:8080");
  }
  return endpoint{host, *port};
}

}  // namespace scrutin::config
