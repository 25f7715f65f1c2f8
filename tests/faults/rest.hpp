#pragma once
// The end: all has been healed, and what is under way arrives.
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/deployment.hpp"
#include "tests/faults/history.hpp"

namespace scrutin::faults {

/// Waits until every stream is empty, nothing is pending, every process is ready, and what is published is what the
/// tables say. Empty, or what was still missing when the time was over.
std::string await_rest(deployment& system, std::chrono::seconds patience);

/// What is wrong with the dead letters, for people: a vote that is none of `poisoned`, or one of those twice; or one
/// that is missing, unless `some_gone`. Entries that are no votes at all are right there.
std::vector<std::string> wrong_letters(deployment& system, const std::set<std::string>& poisoned, bool some_gone);

/// What stands in the tables and what the result process publishes; `destroyed` is the caller's.
final_state read_state(deployment& system);

}  // namespace scrutin::faults
