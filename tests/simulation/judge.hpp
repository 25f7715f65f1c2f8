#pragma once
// What is wrong in the end.
#include <string>

#include "actors/live/tally_snapshot.hpp"
#include "tests/simulation/postgres_model.hpp"
#include "tests/simulation/redis_model.hpp"
#include "tests/simulation/voters.hpp"

namespace scrutin::simulation {

/// All who know of the votes, once everything has come to rest.
struct outcome {
  const voters& told;
  const redis_model& redis;
  const postgres_model& pg;
  const actors::tally_snapshot_ptr& shown;  ///< to who watches; may be null
  std::size_t letters = 0;                  ///< dead letters that there must be
  bool letters_destroyed = false;           ///< some went with Redis
};

/// What differs between what is shown and the votes that PostgreSQL holds; empty where nothing does.
std::string differs_from_feed(const postgres_model& pg, const actors::tally_snapshot_ptr& shown);

/// Each ballot that was recorded counts once, in its voter's order and as its terms say; votes, tallies and turnout
/// agree; no voter was told what is not so; and who watches sees a vote of each that this voter may expect. Empty where
/// all is as it must be.
std::string judge(const outcome& all);

}  // namespace scrutin::simulation
