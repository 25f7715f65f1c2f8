#pragma once
// What a voter reads who looks after their vote.
#include <boost/json/object.hpp>
#include <string_view>

#include "actors/ballots/receipt.hpp"
#include "actors/ballots/uid.hpp"
#include "config/poll.hpp"
#include "http/message.hpp"
#include "pages/page_set.hpp"

namespace scrutin::result {

/// A receipt, and what became of it.
struct looked_up {
  actors::uid id;
  actors::receipt found;
  const config::poll* poll;  ///< null: none that runs, or none yet
};

/// `/receipts/UID`. While the vote has not arrived the page asks again by itself, without a script, ever less often.
http::response receipt_page(const pages::page_set& pages, const pages::reader& who, const looked_up& what);

/// The same for programs.
boost::json::object to_json(const looked_up& what, const pages::reader& who);

}  // namespace scrutin::result
