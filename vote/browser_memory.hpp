#pragma once
// What a browser remembers for us, and what is believed of it.
#include <chrono>
#include <optional>
#include <string>

#include "actors/ingest/voter_key.hpp"
#include "http/message.hpp"
#include "http/voter_cookie.hpp"
#include "vote/kept_votes.hpp"

namespace scrutin::vote {

/// The cookies `voter` and `votes` of one request (`voter-8080` where it asked for that port, `__Host-voter` by HTTPS).
/// Only what this service signed counts; whatever else comes under these names (other services' on that host, copied,
/// cut, made up, left from before the data was reset) is as if it were not there.
///
/// `votes` is SIGNATURE.TIME/VOTES: kept_votes, when they were written in milliseconds, and the signature of both, the
/// voter and the epoch. So they are nobody else's, under no other key, and end with the data that they went into. A
/// vote in the second before a running service sees that Redis was emptied is forgotten too: then the page asks once
/// more, and where the first choice is final, that one counts.
class browser_memory {
public:
  using clock = std::chrono::system_clock;

  browser_memory() = default;

  /// Empty as long as the key is not known; without votes as long as the epoch is not.
  browser_memory(const http::request& asked, const actors::voter_key& key);

  /// Null where none of ours came.
  const http::voter_id* voter() const { return voter_ ? &*voter_ : nullptr; }

  const kept_votes& votes() const { return votes_; }

  /// Has the browser that sent `asked` remember its voter. The key is known, and the one that this was read under: what
  /// it remembers already is not signed again.
  void keep(http::response& answer, const http::request& asked, const actors::voter_key& key,
            const http::voter_id& voter) const;

  /// The same with votes of that voter.
  void keep(http::response& answer, const http::request& asked, const actors::voter_key& key,
            const http::voter_id& voter, const kept_votes& votes, clock::time_point now) const;

private:
  std::optional<http::voter_id> voter_;
  std::string cookie_;  // of that voter, as it came; empty where it is to be signed anew
  kept_votes votes_;
};

}  // namespace scrutin::vote
