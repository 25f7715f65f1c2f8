#include "http/front.hpp"

#include <algorithm>

#include "config/url.hpp"
#include "http/forwarded.hpp"

namespace scrutin::http {
namespace {

// The path may be the prefix alone, without a slash: then it is our `/`.
void take_off(request& message, std::string_view prefix) {
  auto rest = target(message);
  if (prefix.empty() || !rest.starts_with(prefix)) return;
  rest.remove_prefix(prefix.size());
  if (!rest.empty() && rest.front() != '/' && rest.front() != '?') return;
  auto ours = std::string(rest);
  if (!ours.starts_with('/')) ours.insert(0, 1, '/');
  message.target(boost::beast::string_view{ours.data(), ours.size()});
}

}  // namespace

front::front(const config::http_server& settings)
    : trusted_(config::parse_networks(settings.trusted_proxies).value()), headers_(settings.proxy_protocol == "on") {
  if (const auto url = config::split_url(settings.public_url)) {
    known_.secure = url->scheme == "https";
    known_.host = url->place;
    known_.prefix = url->path;
  }
}

bool front::trusts(const far_end& peer) const { return config::contain(trusted_, peer.address); }

bool front::expects_header(const far_end& peer) const { return headers_ && (trusted_.empty() || trusts(peer)); }

void front::tell(request& message, const far_end& peer) const {
  auto& told = message.arrival;
  told = known_;
  told.client = peer.address;
  const bool settled = !known_.host.empty();
  if (!settled) told.secure = peer.secure;
  if (trusts(peer)) {
    auto said = read_forwarded(message, trusted_);
    if (said.client) told.client = *said.client;
    if (!settled) {
      told.secure = said.secure.value_or(told.secure);
      told.host = std::move(said.host);
      told.prefix = std::move(said.prefix);
    }
  }
  if (auto trace = read_traceparent(value(message, "traceparent"))) told.trace = *std::move(trace);
  if (settled) take_off(message, known_.prefix);
}

}  // namespace scrutin::http
