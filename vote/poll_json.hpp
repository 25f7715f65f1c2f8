#pragma once
// A poll as programs see it.
#include <boost/json/object.hpp>
#include <chrono>
#include <string_view>

#include "config/poll.hpp"
#include "vote/choice.hpp"
#include "vote/result_link.hpp"

namespace scrutin::vote {

/// All of a poll that voters may know, with its texts in `language`; openapi.json describes it.
boost::json::object to_json(const config::poll& poll, std::string_view language, const result_link& links,
                            std::chrono::system_clock::time_point now);

/// What the voter is told of a vote that was recorded: `cookies`, whether a voter's cookie came with it, and `page`,
/// where the page shows it.
boost::json::object to_json(const config::poll& poll, const choice& chosen, const actors::uid& receipt,
                            std::string_view language, const result_link& links, bool cookies, std::string_view page);

}  // namespace scrutin::vote
