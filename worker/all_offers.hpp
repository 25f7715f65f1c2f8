#pragma once
// What may be voted for, for commands that run once.
#include "actors/schema/known_offers.hpp"
#include "config/poll.hpp"
#include "worker/database.hpp"
#include "worker/redis_session.hpp"

namespace scrutin::worker {

/// What the settings offer, all that workers ever heard of, and what Redis holds beside that, which PostgreSQL
/// remembers from then on.
actors::known_offers read_offers(const config::poll_list& polls, redis_session& redis, database& postgres);

}  // namespace scrutin::worker
