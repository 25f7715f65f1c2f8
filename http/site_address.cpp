#include "http/site_address.hpp"

#include "http/authority.hpp"

namespace scrutin::http {

std::string site_address(std::string_view settled, const request& asked) {
  if (!settled.starts_with(':')) return std::string(settled);
  const auto ours = parse_authority(value(asked, field::host));
  if (!ours) return {};
  std::string address = "http://";
  address += ours->host;
  if (settled != ":80") address += settled;
  return address;
}

}  // namespace scrutin::http
