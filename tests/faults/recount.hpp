#pragma once
// The votes, counted anew.
#include <string>
#include <vector>

#include "tests/faults/history.hpp"

namespace scrutin::faults {

/// Where tallies, turnout and what is published differ from a recount of the votes: a text each. A vote for several
/// options counts for each of them, and for one voter.
std::vector<std::string> recount(const final_state& state);

}  // namespace scrutin::faults
