#pragma once
// What result processes ask again and again (tallies.sql, arrivals.sql, viewers.sql).
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

template <class Value>
using by_name = std::map<std::string, Value, std::less<>>;

/// The channel on which PostgreSQL tells of polls whose tallies have changed: a JSON array of their ids, or nothing
/// where it may be any.
inline constexpr const char* tallies_channel = "scrutin_tallies";

/// The channel on which workers name the traces of votes that they have counted (http::trace_context), with spaces
/// between. Who listens to both channels is given payloads alone: the word before these begins no JSON.
inline constexpr const char* traces_channel = "scrutin_traces";
inline constexpr std::string_view traces_word = "traces ";

/// Tells all result processes of them.
struct tell_traces {
  static constexpr std::size_t most = 200;  ///< traces at a time: a payload has less than 8000 bytes
  static statement ask(const std::string& traces);
};

/// Tallies of one moment.
struct counted_votes {
  std::optional<std::int64_t> sequence{};  ///< that moment's number; nothing where the answer was empty
  by_name<by_name<std::int64_t>> votes{};  ///< by poll, then by option
  by_name<std::int64_t> voters{};          ///< by poll: how many have voted
};

/// Reads the tallies of all polls, or of some. Of none it reads the sequence alone.
struct tally_snapshot {
  static statement ask();
  static statement ask(const std::vector<std::string>& polls);
  static counted_votes read(const rows& answer);

  /// For who answers in the place of these functions: whether it is what was asked, and the answer.
  static bool is(const statement& asked);
  static rows write(const counted_votes& counted);
};

/// How many ballots of a poll came when: each point is the second of the epoch at which its step begins, and the
/// ballots in it; in no order.
struct arrivals {
  std::int64_t step = 0;  ///< in seconds
  std::vector<std::pair<std::int64_t, std::int64_t>> points{};
};

struct arrival_lines {
  static statement ask(const std::vector<std::string>& polls);
  static by_name<arrivals> read(const rows& answer);
};

/// Keeps how many watch each poll by way of this process, and answers how many do by way of all.
struct report_viewers {
  static statement ask(const std::string& process, const by_name<std::int64_t>& watching);
  static by_name<std::int64_t> read(const rows& answer);

  /// For a database without our tables: where it is what was asked, a statement that answers how many do by way of this
  /// process alone.
  static std::optional<statement> without_tables(const statement& asked);
};

}  // namespace scrutin::actors::sql
