#pragma once
// What the crowd shall do.
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "crowd/site.hpp"

namespace scrutin::crowd {

/// The poll to vote in, as the site describes it.
struct asked_poll {
  std::string id;
  std::vector<std::string> options;
  unsigned min = 1;    ///< options that a vote names at least
  bool change = true;  ///< a later vote of a voter replaces the earlier one
};

struct plan {
  using seconds = std::chrono::duration<double>;

  site vote;
  site result;
  asked_poll poll;
  std::vector<std::string> assets;  ///< paths that a phone asks for with the page, below the site's prefix

  unsigned people = 1000;  ///< who vote
  seconds arrive{5};       ///< all of them come within, at times drawn evenly
  seconds gather{0};       ///< before that, viewers come within this time; 0: they come with the people
  seconds think{2};        ///< from the page to the vote: half of it to one and a half, drawn evenly
  double change = 0.1;     ///< the share of people who vote once more, for something else
  bool keep_alive = true;  ///< false: each request has a connection of its own
  unsigned sockets = 0;    ///< who watch by WebSocket
  unsigned events = 0;     ///< who watch by server-sent events
  seconds patience{10};    ///< for one answer
  seconds settle{30};      ///< from the last vote until all must be counted
  unsigned threads = 1;    ///< of this process
  std::uint64_t seed = 1;  ///< the same one draws the same times and choices
  unsigned share = 1;      ///< of `shares` processes that are the crowd together, which one this is
  unsigned shares = 1;     ///< each takes every `shares`-th of the people and viewers

  /// What the person or viewer of that number draws from.
  std::mt19937_64 random_of(unsigned number) const { return std::mt19937_64{seed * 1'000'003 + number}; }
};

}  // namespace scrutin::crowd
