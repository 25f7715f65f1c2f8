#pragma once
// Where a browser finds the pages of the other process.
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace scrutin::http {

/// The address that the settings name, without a slash at its end; of `:8081` that port of the host which `asked`
/// names, so that a link leads a phone to the same machine as its own page did. Empty where `settled` is, or where the
/// request names no host.
std::string site_address(std::string_view settled, const request& asked);

}  // namespace scrutin::http
