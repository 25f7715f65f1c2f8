#pragma once
// The pages that voters see, and where they are.
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "actors/ballots/uid.hpp"
#include "config/poll.hpp"
#include "http/message.hpp"
#include "vote/visitor.hpp"

namespace scrutin::vote {

/// What one browser sees of one poll at one moment.
struct poll_view {
  const config::poll_list& all;
  const config::poll& poll;             ///< one of them
  std::optional<actors::uid> unkept{};  ///< this browser's vote of a moment ago, where it keeps no cookies,
  std::string told{};                   ///< and what told of it: fresh_receipt's parameter
  std::chrono::system_clock::time_point now;
  std::chrono::seconds jitter{0};  ///< how much later than others a page without scripts comes back
};

/// `/` for the first poll, `/polls/ID` for the others: where its form is shown and sent to.
std::string path_of(const config::poll_list& polls, const config::poll& poll);

/// The page as this browser shall see it: with its choice marked, if it has one.
http::response vote_page(const visitor& who, const poll_view& view);

/// The page of all polls, with the choices that this browser made.
http::response polls_page(const visitor& who, const poll_view& view);

/// A page: its address, and what makes it.
struct voter_page {
  std::string_view pattern;
  http::response (*make)(const visitor&, const poll_view&);
  bool votes = false;  ///< a form in it is sent to the same address
};

/// All of them. One more has its row here, and stands in a file NAME_page.cpp with its template in pages/.
inline constexpr std::array voter_pages{
    voter_page{"/", &vote_page, true},
    voter_page{"/polls/{id}", &vote_page, true},
    voter_page{"/polls", &polls_page},
};

}  // namespace scrutin::vote
