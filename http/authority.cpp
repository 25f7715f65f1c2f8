#include "http/authority.hpp"

#include <algorithm>
#include <boost/url/authority_view.hpp>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

std::string_view without_leading_zeros(std::string_view digits) noexcept {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// Not by Boost's port_number(), which takes 99999 for 34463 (1.81).
bool is_port(std::string_view digits) noexcept {
  if (digits.empty()) return true;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && number != 0;
}

}  // namespace

std::optional<authority> parse_authority(std::string_view text) noexcept {
  const auto parsed = boost::urls::parse_authority({text.data(), text.size()});
  if (!parsed || parsed->has_userinfo()) return std::nullopt;
  const auto host = parsed->encoded_host();
  const auto port = parsed->port();
  authority found{{host.data(), host.size()}, {port.data(), port.size()}};
  if (found.host.empty() || found.host.size() > limits::host || !is_port(found.port)) return std::nullopt;
  return found;
}

std::string_view port_of(std::string_view valid) noexcept {
  const auto end_of_host = valid.find_last_of(":]");
  if (end_of_host == valid.npos || valid[end_of_host] == ']') return {};
  const auto port = valid.substr(end_of_host + 1);
  return is_port(port) ? port : std::string_view{};
}

bool same(const authority& left, const authority& right, std::string_view default_port) noexcept {
  const auto port = [&](const authority& of) {
    return of.port.empty() ? default_port : without_leading_zeros(of.port);
  };
  return port(left) == port(right) && same_in_any_case(left.host, right.host);
}

}  // namespace scrutin::http
