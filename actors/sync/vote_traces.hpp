#pragma once
// What logs say of votes whose requests were traced.
#include <string>

#include "actors/runtime/logger.hpp"
#include "actors/sync/sync_batch.hpp"

namespace scrutin::actors {

/// Names the traces of these votes, which count now, in the log: so a vote can be followed from its request to the
/// tally, by what says nothing of its voter or choice. Those of which nobody asked for a record are told at level
/// debug. What was told is returned for sql::tell_traces, with spaces between.
std::string log_traces(const sync_batch& counted, spdlog::logger& log);

}  // namespace scrutin::actors
