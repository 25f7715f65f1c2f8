#pragma once
// A tally as a file that people keep.
#include <boost/json/object.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "actors/live/tally_view.hpp"

namespace scrutin::result {

/// RFC 4180, a row an option, each with the poll's total and its number of voters: a table that needs no second look.
/// What a spreadsheet would take for a formula is made text. The view must have figures.
std::string to_csv(const actors::tally_view& view, std::string_view language);

/// What a viewer is sent, with the question and each option's label, and whether the option is retired. Without
/// figures, where the view has none.
boost::json::object to_json(const actors::tally_view& view, std::string_view language,
                            std::chrono::system_clock::time_point now);

}  // namespace scrutin::result
