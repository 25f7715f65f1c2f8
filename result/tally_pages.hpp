#pragma once
// The pages that show one poll's tally, and where they are.
#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "actors/ballots/pass.hpp"
#include "actors/live/tally_view.hpp"
#include "http/message.hpp"
#include "pages/page_set.hpp"
#include "pages/reader.hpp"

namespace scrutin::result {

/// Who looks, at what. `pages` holds the templates of this process.
struct visit {
  const pages::page_set& pages;
  pages::reader reader;
  actors::tally_view view;
  std::string_view vote_url;  ///< the vote pages' address as the settings name it (http::site_address), or empty
  const actors::pass_book* passes = nullptr;  ///< null: there is no key
  std::string receipt = {};  ///< what the page's links and its script go on showing: of a receipt's form, or empty
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

/// The tallies of that snapshot, which the page's script then keeps up to date.
http::response result_page(const visit& visit);

/// The same for a hall.
http::response projector_page(const visit& visit);

/// The same for a frame in a page of any site.
http::response embed_page(const visit& visit);

/// A page: its address, and what makes it.
struct tally_page {
  std::string_view pattern;
  http::response (*make)(const visit&);
};

/// All of them. One more has its row here, and stands in a file NAME_page.cpp with its template in pages/.
inline constexpr std::array tally_pages{
    tally_page{"/", &result_page},
    tally_page{"/polls/{id}", &result_page},
    tally_page{"/polls/{id}/screen", &projector_page},
    tally_page{"/polls/{id}/embed", &embed_page},
};

}  // namespace scrutin::result
