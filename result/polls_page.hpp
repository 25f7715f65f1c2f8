#pragma once
// The page that leads to all polls.
#include <chrono>

#include "actors/live/tally_snapshot.hpp"
#include "http/message.hpp"
#include "pages/page_set.hpp"

namespace scrutin::result {

/// `/polls`: a link a poll, with its phase and when that changes. It loads itself again after the next change.
http::response polls_page(const pages::page_set& pages, const pages::reader& who,
                          const actors::tally_snapshot& snapshot, std::chrono::system_clock::time_point now);

}  // namespace scrutin::result
