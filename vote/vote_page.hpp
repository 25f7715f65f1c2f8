#pragma once
// The page of one poll.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/poll.hpp"
#include "http/message.hpp"
#include "vote/kept_votes.hpp"
#include "vote/vote_site.hpp"

namespace scrutin::vote {

/// What one browser sees of one poll at one moment.
struct poll_view {
  const config::poll_list& all;
  const config::poll& poll;             ///< one of them
  const kept_vote* kept = nullptr;      ///< this browser's vote in it, or null
  std::optional<actors::uid> unkept{};  ///< its vote of a moment ago, where it keeps no cookies; then `kept` is null
  std::chrono::system_clock::time_point now;
  std::chrono::seconds jitter{0};  ///< how much later than others a page without scripts comes back
};

/// `/` for the first poll, `/polls/ID` for the others: where its form is shown and sent to.
std::string path_of(const config::poll_list& polls, const config::poll& poll);

/// The page as this browser shall see it: with its choice marked, if it has one.
http::response vote_page(const vote_material& material, const http::request& asked, const poll_view& view);

/// The page of all polls, with the choices that this browser made.
http::response polls_page(const vote_material& material, const http::request& asked, const config::poll_list& polls,
                          const kept_votes& kept, std::chrono::system_clock::time_point now,
                          std::chrono::seconds jitter);

}  // namespace scrutin::vote
