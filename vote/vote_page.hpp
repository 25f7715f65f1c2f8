#pragma once
// The page of one poll.
#include <optional>
#include <string>
#include <string_view>

#include "config/poll.hpp"
#include "http/message.hpp"
#include "vote/vote_site.hpp"

namespace scrutin::vote {

/// `/` for the first poll, `/polls/ID` for the others: where its form is shown and sent to.
std::string path_of(const vote_material& material, const config::poll& poll);

/// The cookie that remembers what this browser chose. Only the page rests on it: what counts is in the stream.
std::string choice_cookie(const config::poll& poll);

/// The page as this browser shall see it: with its choice marked, if it has one.
http::response vote_page(const vote_material& material, const http::request& asked, const config::poll& poll);

}  // namespace scrutin::vote
