#pragma once
// What people watch.
#include <memory>
#include <string>
#include <vector>

#include "actors/audience.hpp"
#include "actors/http_session.hpp"
#include "actors/messages.hpp"
#include "actors/site.hpp"
#include "config/poll.hpp"
#include "http/page_set.hpp"
#include "http/router.hpp"

namespace scrutin::result {

/// What all loops of the process share, and none changes.
struct result_material {
  std::vector<config::poll> polls;  ///< the first one is the one that `/` shows
  http::page_set pages;

  const config::poll* find(std::string_view id) const;
};

class result_site final : public actors::site {
public:
  /// `board` is the loop's own, kept up to date by its audience.
  result_site(std::shared_ptr<const result_material> material, std::shared_ptr<const actors::tally_board> board);

  void answer(actors::http_session& session) override;
  http::response refuse(const http::refusal& why) override;
  void adopted(const actors::adopt& told) override;

private:
  using handler = void (result_site::*)(actors::http_session&, const config::poll&);

  void show(actors::http_session& session, const config::poll& poll);
  void list(actors::http_session& session, const config::poll& poll);
  void results(actors::http_session& session, const config::poll& poll);
  void table(actors::http_session& session, const config::poll& poll);
  void watch(actors::http_session& session, const config::poll& poll);
  void unavailable(actors::http_session& session);

  std::shared_ptr<const result_material> material_;
  std::shared_ptr<const actors::tally_board> board_;
  http::router<handler> routes_;
  actors::audience_actor audience_;  // null while it restarts
};

}  // namespace scrutin::result
