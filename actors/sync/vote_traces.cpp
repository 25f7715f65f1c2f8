#include "actors/sync/vote_traces.hpp"

#include "actors/schema/tallies.hpp"
#include "http/trace_context.hpp"

namespace scrutin::actors {

std::string log_traces(const sync_batch& counted, spdlog::logger& log) {
  std::string told;
  for (std::size_t count = 0; const auto& vote : counted.ballots) {
    const auto trace = http::trace_context::parse(vote.trace);
    const auto level = trace && trace->sampled ? spdlog::level::info : spdlog::level::debug;
    if (!trace || !log.should_log(level)) continue;
    log.log(level, "sync has counted a vote in the poll {}, trace={}", vote.poll, trace->id);
    if (count++ < sql::tell_traces::most) told.append(told.empty() ? "" : " ").append(vote.trace);
  }
  return told;
}

}  // namespace scrutin::actors
