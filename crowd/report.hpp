#pragma once
// An outcome as a table for people and as JSON for programs.
#include <memory>
#include <string>

#include "crowd/load.hpp"

namespace scrutin::crowd {

std::string to_table(const outcome& one);

/// One object, a line; histograms included, so that several can be added up.
std::string to_json(const outcome& one);

/// What to_json() wrote.
expected<std::unique_ptr<outcome>> from_json(const std::string& text);

/// Of several processes that were one crowd in one poll.
expected<std::unique_ptr<outcome>> merge(const std::vector<std::unique_ptr<outcome>>& all);

}  // namespace scrutin::crowd
