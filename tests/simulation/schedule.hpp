#pragma once
// What happens in one run of the simulation, step by step.
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace scrutin::simulation {

/// A step that is not possible when its turn comes does nothing: so any part of a schedule is a schedule.
struct step {
  enum class kind : std::uint8_t {
    vote,           ///< voter `a` sends a ballot for one poll or another, as `b` says, to a vote process
    vote_again,     ///< an earlier ballot is sent once more, under its uid
    scrawl,         ///< an entry that is no vote
    redis_runs,     ///< Redis carries out the next command of process `a`
    redis_replies,  ///< its next reply reaches process `a`
    pg_runs,        ///< PostgreSQL carries out and commits process `a`'s statement
    pg_replies,     ///< its answer, or what was notified, reaches process `a`
    pg_conflicts,   ///< it rolls process `a`'s statement back as a serialization failure
    flow,           ///< `b` times whatever can move between process `a` and its servers
    cut_redis,      ///< process `a`'s connection ends; what is on its way may still be carried out, or not
    cut_pg,
    late_redis,  ///< a command of a connection that has ended is carried out
    late_pg,
    connect_redis,
    connect_pg,
    kill,   ///< process `a` is gone, as by kill -9
    drain,  ///< worker `a` is asked to end
    start,  ///< process `a` runs again, as a new one
    pause,  ///< process `a` stands still, and the world goes on
    resume,
    pass,         ///< `b` * 50 ms
    redis_wiped,  ///< Redis comes back empty
    clock_back,   ///< Redis' clock steps back by `b` * 10 s
    reload,       ///< the settings of a worker or of the result process are another version, `b` says which
    reload_vote,  ///< the same of a vote process
    demote,       ///< Redis is a replica, or where `b` is odd: the server that process `a` takes for it is another, one
    promote,      ///< Redis is a master, and every process' name for it means the right server
    poison,       ///< a vote of `a` whose time is impossible, or an entry that PostgreSQL never takes, as `b` says
    pg_refuses,   ///< PostgreSQL rolls process `a`'s statement back: its disk is full, or what else `b` says
    hang_up,      ///< a voter at vote process `a` hears nothing of its ballot any more
    pg_saved,     ///< a standby of PostgreSQL, or a backup, is as PostgreSQL is now
    pg_back,      ///< that takes PostgreSQL's place, unless it is older than what workers promise to keep
  };
  static constexpr int kinds = static_cast<int>(kind::pg_back) + 1;

  kind what = kind::pass;
  std::uint8_t a = 0;
  std::uint8_t b = 0;

  bool operator==(const step&) const = default;
};

using schedule = std::vector<step>;

/// The one of that seed, of `length` steps.
schedule make_schedule(std::uint64_t seed, std::size_t length);

std::string to_string(const step& one);

/// The shortest schedule found by leaving out steps for which `fails` still holds, which it does for `whole`.
schedule shrink(schedule whole, const std::function<bool(const schedule&)>& fails);

}  // namespace scrutin::simulation
