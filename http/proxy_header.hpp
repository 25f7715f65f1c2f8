#pragma once
// How a proxy that passes bytes on says whom it got them from (HAProxy's PROXY protocol, versions 1 and 2).
#include <cstddef>
#include <optional>
#include <string_view>

#include "http/expected.hpp"
#include "http/front.hpp"

namespace scrutin::http {

struct proxy_header {
  std::size_t size = 0;                ///< bytes of it; the first request begins behind them
  std::optional<far_end> client = {};  ///< nothing where the proxy speaks for itself, or does not know
};

/// The header at the beginning of `bytes`; nothing as long as more of it is to come. 400 for what is none, or none of a
/// TCP connection, or longer than limits::proxy_header. Never reads ahead: `bytes` may hold requests behind it.
expected<std::optional<proxy_header>> read_proxy_header(std::string_view bytes);

}  // namespace scrutin::http
