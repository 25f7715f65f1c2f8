#pragma once
// A poll and its tally as JSON has them: for messages, files and lists alike.
#include <boost/json/object.hpp>

#include "actors/live/tally_snapshot.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

/// All that is said of that poll but its timeline. `counted` is null for who may not see it.
boost::json::object to_json(const config::poll& poll, const poll_standing& standing, bool live, const tally* counted);

boost::json::object to_json(const timeline& over_time);

}  // namespace scrutin::actors
