#pragma once
// What a browser keeps of its own votes.
#include <string>
#include <string_view>
#include <vector>

#include "actors/ballots/uid.hpp"
#include "config/poll.hpp"

namespace scrutin::vote {

struct kept_vote {
  std::string poll;
  std::string choice;  ///< as the ballot carried it: "a,c"
  actors::uid receipt;

  bool operator==(const kept_vote&) const = default;
};

/// One list for all polls, `POLL:a.c:RECEIPT/POLL:...`, the latest vote last; browser_memory signs it and reads it. It
/// never grows beyond what leaves room in a request's header for its other fields, and for the same of other services
/// on that host: the oldest votes are forgotten first.
class kept_votes {
public:
  /// What the cookie's name begins with; see port_name.
  static constexpr std::string_view name = "votes";
  static constexpr std::size_t most_bytes = 2000;  ///< a header of 8,192 holds three such cookies

  kept_votes() = default;

  /// Reads what to_string wrote. What is no vote in it is passed over.
  explicit kept_votes(std::string_view value);

  const std::vector<kept_vote>& all() const { return votes_; }

  /// The vote in that poll, or null.
  const kept_vote* find(std::string_view poll) const;

  /// Keeps that vote, instead of an earlier one in its poll, and forgets those in polls that do not run any more.
  void keep(kept_vote vote, const config::poll_list& running);

  /// As the cookie holds it.
  std::string to_string() const;

private:
  std::vector<kept_vote> votes_;
};

}  // namespace scrutin::vote
