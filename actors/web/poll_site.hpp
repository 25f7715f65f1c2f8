#pragma once
// What vote and result pages have in common.
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/ballots/poll_board.hpp"
#include "actors/web/http_session.hpp"
#include "actors/web/site.hpp"
#include "config/poll.hpp"
#include "http/router.hpp"
#include "pages/page_set.hpp"

namespace scrutin::actors {

/// A site whose pages are about polls. Its routes lead to handlers; the poll that a request names (in its path as
/// `{id}`, in its query as `poll`, else the first one) is looked up before its handler runs. `/openapi.json` says what
/// it answers. An
/// address that ends with a slash too many leads to the one without. Everything else is one of our files, or an error
/// page.
class poll_site : public site {
public:
  void answer(http_session& session) final;
  http::response refuse(const http::request& asked, const http::refusal& why) final;

  /// What it answers, but for its files.
  const std::vector<std::pair<http::verb, std::string>>& routes() const { return listed_; }

protected:
  /// What a request is about. Who answers later keeps `all`: the poll lives as long, whatever is loaded meanwhile.
  struct subject {
    polls_ptr all;             ///< neither null nor empty
    const config::poll* poll;  ///< one of them
    pages::reader reader;      ///< who asks
    http::path_params params{};
  };
  using handler = std::function<void(http_session&, const subject&)>;

  /// `pages` outlives the site; `api` holds its openapi.json.
  poll_site(const pages::page_set& pages, pages::embedded_folder api);

  void route(http::verb method, std::string_view pattern, handler how);

  /// The polls at this moment; null where none can be told, which is answered by unavailable().
  virtual polls_ptr polls() const = 0;

  /// Whether that one of them is shown. Any other is as one that there is not.
  virtual bool shows(const config::poll&) const { return true; }

  /// The answer while there are no polls.
  virtual http::response unavailable(const pages::reader& who) const;

  const pages::page_set& pages() const { return pages_; }

private:
  bool knows(http::verb method, std::string_view target) const;

  const pages::page_set& pages_;
  http::router<handler> routes_;
  std::vector<std::pair<http::verb, std::string>> listed_;
};

}  // namespace scrutin::actors
