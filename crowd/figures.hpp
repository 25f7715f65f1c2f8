#pragma once
// What the people of one thread met with.
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "crowd/percentiles.hpp"

namespace scrutin::crowd {

/// Counts; only its own thread adds.
class counter {
public:
  void operator+=(std::uint64_t more) { set(*this + more); }
  void operator-=(std::uint64_t less) { set(*this - less); }
  void operator++() { *this += 1; }
  void operator--() { *this -= 1; }
  // NOLINTNEXTLINE(google-explicit-constructor): a counter is read as the number that it is
  operator std::uint64_t() const { return value_.load(std::memory_order_relaxed); }

private:
  void set(std::uint64_t value) { value_.store(value, std::memory_order_relaxed); }

  std::atomic<std::uint64_t> value_ = 0;
};

/// One thread writes, any may read meanwhile.
class figures {
public:
  percentiles late;   ///< the crowd itself: from when a person was to come until it did
  percentiles page;   ///< from when a person was to come until all of the page was there
  percentiles asset;  ///< from the request for a style sheet or script to its end
  percentiles vote;   ///< from when a vote was to be sent until it was recorded, tries in between included
  percentiles
      counted;         ///< from "recorded" until the receipt says so: of one vote a thread at a time, asked every 10 ms
  percentiles screen;  ///< from "recorded" until a viewer was told, of each vote and viewer

  counter came;
  counter pages;        ///< people who were shown one
  counter turned_away;  ///< people who got none
  counter recorded;     ///< votes, changes among them
  counter changes;
  counter refused;     ///< votes that were answered by a 4xx
  counter unanswered;  ///< votes of which nobody knows
  counter retries;
  counter watching;     ///< viewers who are connected now
  counter frames;       ///< tallies that viewers were told
  counter disconnects;  ///< viewers who lost their connection

  /// Something went wrong that is not in the counts by its cause.
  void note(const std::string& what, std::uint64_t times = 1);
  std::map<std::string, std::uint64_t> mishaps() const;

  void add(const figures& other);

  /// Each by its name in reports.
  static const std::vector<std::pair<std::string, percentiles figures::*>>& times();
  static const std::vector<std::pair<std::string, counter figures::*>>& counts();

private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> mishaps_;
};

}  // namespace scrutin::crowd
