#pragma once
// The pages that show one poll's tally.
#include <chrono>
#include <string>
#include <string_view>

#include "actors/ballots/pass.hpp"
#include "actors/live/tally_view.hpp"
#include "http/message.hpp"
#include "pages/page_set.hpp"
#include "pages/reader.hpp"

namespace scrutin::result {

/// Who looks, at what. `pages` holds the templates `result`, `projector` and `embed`.
struct visit {
  const pages::page_set& pages;
  pages::reader reader;
  actors::tally_view view;
  std::string_view vote_url;  ///< the vote pages' address as the settings name it (http::site_address), or empty
  const actors::pass_book* passes = nullptr;  ///< null: there is no key
  std::string receipt = {};  ///< what the page's links and its script go on showing: of a receipt's form, or empty
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

/// `/polls/ID`: the tallies of that snapshot, which the page's script then keeps up to date.
http::response result_page(const visit& visit);

/// `/polls/ID/screen`: the same for a hall.
http::response projector_page(const visit& visit);

/// `/polls/ID/embed`: the same for a frame in a page of any site.
http::response embed_page(const visit& visit);

}  // namespace scrutin::result
