#pragma once
// Where to listen, as people write it.
#include <string>
#include <string_view>

#include "config/expected.hpp"
#include "config/settings.hpp"

namespace scrutin::config {

/// Reads `0.0.0.0:8080`, `[::]:8080`, `localhost:8080`; `:8080` and `8080` mean every address of both families.
/// Or says what is wrong: names other than localhost are refused, since what they resolve to changes behind our back.
expected<endpoint> parse_endpoint(std::string_view text);

}  // namespace scrutin::config
