#include "http/site_address.hpp"

#include "http/authority.hpp"

namespace scrutin::http {
namespace {

std::string scheme_of(const request& asked) { return asked.arrival.secure ? "https://" : "http://"; }

}  // namespace

std::string_view host_of(const request& asked) {
  return asked.arrival.host.empty() ? value(asked, field::host) : std::string_view{asked.arrival.host};
}

std::string own_address(const request& asked) {
  const auto host = host_of(asked);
  return parse_authority(host) ? scheme_of(asked).append(host).append(asked.arrival.prefix) : std::string{};
}

std::string own_path(const request& asked, std::string_view path) {
  return std::string(asked.arrival.prefix).append(path);
}

std::string_view without_scheme(std::string_view address) {
  const auto end = address.find("://");
  return end == address.npos ? address : address.substr(end + 3);
}

std::string site_address(std::string_view settled, const request& asked) {
  if (!settled.starts_with(':')) return std::string(settled);
  const auto ours = parse_authority(host_of(asked));
  if (!ours) return {};
  auto address = scheme_of(asked).append(ours->host);
  if (settled != (asked.arrival.secure ? ":443" : ":80")) address += settled;
  return address;
}

}  // namespace scrutin::http
