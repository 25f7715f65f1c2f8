#pragma once
// What a browser keeps of its own votes.
#include <string>
#include <string_view>
#include <vector>

#include "actors/uid.hpp"
#include "config/poll.hpp"
#include "http/message.hpp"

namespace scrutin::vote {

struct kept_vote {
  std::string poll;
  std::string choice;  ///< as the ballot carried it: "a,c"
  actors::uid receipt;

  bool operator==(const kept_vote&) const = default;
};

/// One cookie for all polls, `votes=POLL:a.c:RECEIPT/POLL:...`, the latest vote last. It is not signed: only this
/// browser's own pages rest on it, and what counts is in the stream. It never grows beyond what leaves room for the
/// other fields of a request's header: the oldest votes are forgotten first.
class kept_votes {
public:
  static constexpr std::string_view name = "votes";
  static constexpr std::size_t most_bytes = 3600;  ///< of the value; browsers take 4,096 with the name

  kept_votes() = default;

  /// Reads a cookie's value. What is no vote of ours in it is passed over.
  explicit kept_votes(std::string_view value);

  const std::vector<kept_vote>& all() const { return votes_; }

  /// The vote in that poll, or null.
  const kept_vote* find(std::string_view poll) const;

  /// Keeps that vote, instead of an earlier one in its poll, and forgets those in polls that do not run any more.
  void keep(kept_vote vote, const config::poll_list& running);

  /// The cookie's value.
  std::string to_string() const;

private:
  std::vector<kept_vote> votes_;
};

}  // namespace scrutin::vote
