#pragma once
// When a vote was recorded.
#include <chrono>
#include <cstdint>
#include <string_view>

#include "actors/ballots/uid.hpp"

namespace scrutin::actors {

/// What follows is no time of a vote: the year 2200, in milliseconds since 1970. PostgreSQL and the drawings of votes
/// over time take any before it.
constexpr std::int64_t end_of_time = 7'258'118'400'000;

/// The time in an entry's id, `1700000000000-0`, in milliseconds since 1970: when Redis took it. Ids only go up: where
/// one stands in a stream whose time is impossible, be it by a clock that was wrong for a moment, Redis gives all later
/// entries that same time. So it is no reason to refuse a vote. Such a one has the time in its uid, or else
/// `otherwise`: when it was read.
std::int64_t cast_time(std::string_view entry, const uid& id, std::chrono::system_clock::time_point otherwise);

}  // namespace scrutin::actors
