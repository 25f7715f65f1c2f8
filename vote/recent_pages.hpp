#pragma once
// Pages made a moment ago, for visitors to whom they would look the same: in a hall thousands ask within seconds.
#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "http/message.hpp"
#include "vote/visitor.hpp"

namespace scrutin::vote {

/// For one thread.
class recent_pages {
public:
  using clock = std::chrono::system_clock;

  /// The page tells the moment at which it was made, by which browsers count down: it may be that old.
  static constexpr std::chrono::milliseconds age{50};

  /// What browsers send is in the key, so that strangers could fill any number.
  static constexpr std::size_t most = 64;

  /// What the page of a poll depends on for a visitor whose browser keeps no vote in it, and whose address says nothing
  /// more: language, links, path. Empty where it depends on more than that.
  static std::string key_of(const visitor& who, const config::poll& poll);

  /// The page of that key, of the same polls; or null. Until the next call of keep().
  const http::response* find(const std::string& key, const actors::polls_ptr& polls, clock::time_point now) const;

  /// Keeps it, but not past the next moment at which the poll's phase changes.
  void keep(const std::string& key, const actors::polls_ptr& polls, const config::poll& poll, http::response page,
            clock::time_point now);

private:
  struct one {
    http::response page;
    clock::time_point made;
    clock::time_point until;
  };

  std::map<std::string, one, std::less<>> pages_;
  actors::polls_ptr of_;
};

}  // namespace scrutin::vote
