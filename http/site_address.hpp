#pragma once
// Where a browser finds our pages, and those of the other process.
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace scrutin::http {

/// `host[:port]` as the client asked it: by arrival, else by Host; empty where neither names one.
std::string_view host_of(const request& asked);

/// The address of this service as the client sees it, without a slash at its end: `https://example.org/votes`. Empty
/// where the request names no host.
std::string own_address(const request& asked);

/// A path of ours as links on this service's pages name it: with what stands before ours.
std::string own_path(const request& asked, std::string_view path);

/// The address that the settings name, without a slash at its end; of `:8081` that port of the host which `asked`
/// names, so that a link leads a phone to the same machine as its own page did. Empty where `settled` is, or where the
/// request names no host.
std::string site_address(std::string_view settled, const request& asked);

/// An address as people type it: without `https://`.
std::string_view without_scheme(std::string_view address);

}  // namespace scrutin::http
