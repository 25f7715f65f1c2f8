#include "http/origin.hpp"

#include "http/authority.hpp"

namespace scrutin::http {

bool same_origin(const request& message) {
  constexpr const char* fetch_site = "Sec-Fetch-Site";
  if (message.count(fetch_site) == 1) {
    const auto site = value(message, fetch_site);
    if (site == "same-origin" || site == "none") return true;
    if (site == "same-site" || site == "cross-site") return false;
  }
  const auto origins = message.count(field::origin);
  if (origins == 0) return true;
  auto origin = value(message, field::origin);
  std::string_view default_port;
  if (origin.starts_with("http://")) {
    origin.remove_prefix(7);
    default_port = "80";
  } else if (origin.starts_with("https://")) {
    origin.remove_prefix(8);
    default_port = "443";
  } else {
    return false;
  }
  const auto theirs = parse_authority(origin);
  if (origins != 1 || !theirs) return false;
  const auto names = [&](std::string_view host) {
    const auto ours = parse_authority(host);
    return ours && same(*theirs, *ours, default_port);
  };
  const auto& asked = message.arrival;
  if (asked.secure && default_port == "80") return false;
  return names(value(message, field::host)) || (!asked.host.empty() && names(asked.host));
}

}  // namespace scrutin::http
