#pragma once
// The page that shows one poll's tally.
#include "actors/tally.hpp"
#include "config/poll.hpp"
#include "http/message.hpp"
#include "http/page_set.hpp"

namespace scrutin::result {

/// The page with the tallies of that snapshot in it, which its script then keeps up to date.
http::response result_page(const http::page_set& pages, const http::request& asked, const config::poll& poll,
                           const actors::tally_snapshot& snapshot, bool among_others);

}  // namespace scrutin::result
