#pragma once
// How long a stream keeps what is applied.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

#include "actors/runtime/time_source.hpp"
#include "actors/schema/stream_position.hpp"

namespace scrutin::actors {

/// Remembers when which entries were applied: a PostgreSQL that comes back as it was up to `keep` ago finds in Redis
/// all that it had applied since. It holds a time every 16th part of that, so entries stay up to so much longer.
class retention {
public:
  using time_point = time_source::time_point;

  explicit retention(std::chrono::milliseconds keep) : keep_(keep) {}

  /// All up to there is applied: so many entries more than at the last call.
  void applied(const stream_position& until, std::int64_t entries, time_point now);

  /// The entry before which all may go; "" where none may. It stays itself, as the mark of a PostgreSQL that had come
  /// so far. `use` is the share of its memory that Redis uses, 0 to 1: above a half the time gets shorter, to nothing
  /// at three quarters.
  std::string before(time_point now, double use);

  /// How many entries are kept, as far as it knows.
  std::int64_t kept() const { return kept_; }

  /// So many are kept now; or so many less.
  void settle(std::int64_t entries) { kept_ = entries; }
  void trimmed(std::int64_t entries) { kept_ -= std::min(kept_, entries); }

  void forget();

private:
  struct step {
    time_point at;
    std::string entry;
  };

  std::chrono::milliseconds keep_;
  std::deque<step> steps_;
  std::string newest_;
  std::string gone_;  // what before() said last
  std::int64_t kept_ = 0;
};

}  // namespace scrutin::actors
