#pragma once
// Words that may be meant.
#include <string>
#include <string_view>
#include <vector>

namespace scrutin::config {

/// `; did you mean "listen"?` with the one of `known` that is nearest to `written`; empty where none is near.
std::string did_you_mean(std::string_view written, const std::vector<std::string>& known);

/// "live, after-vote or hidden".
std::string one_of(const std::vector<std::string>& words);

}  // namespace scrutin::config
