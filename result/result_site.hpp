#pragma once
// What people watch.
#include <functional>
#include <memory>
#include <string>

#include "actors/live/audience.hpp"
#include "actors/live/messages.hpp"
#include "actors/live/tally_view.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/web/http_session.hpp"
#include "actors/web/poll_site.hpp"
#include "pages/page_set.hpp"
#include "result/tally_pages.hpp"

namespace scrutin::result {

/// What all loops of the process share, and none changes.
struct result_material {
  pages::page_set pages;
  std::string vote_url;                               ///< where the vote pages are; empty: not told
  std::shared_ptr<const actors::pass_book> passes{};  ///< null: there is no key
};

/// All that it says of a poll and its tally comes from one snapshot, by a view that holds what its visitor may see.
class result_site final : public actors::poll_site {
public:
  /// `board` is the loop's own, kept up to date by its audience.
  result_site(std::shared_ptr<const result_material> material, std::shared_ptr<const actors::tally_board> board);

  /// Whom it asks; null while that one is away.
  void ask(actors::audience_actor audience) { audience_ = std::move(audience); }
  void ask(actors::receipt_desk_actor receipts) { receipts_ = std::move(receipts); }

private:
  using viewing = std::function<void(actors::http_session&, const visit&)>;

  actors::polls_ptr polls() const override { return board_->latest ? board_->latest->polls() : nullptr; }
  http::response unavailable(const pages::reader& who) const override;

  /// Looks the request's receipt up where it decides what may be seen, and goes on with the visit that it makes.
  handler viewed(viewing how);
  handler shown(const tally_page& page);

  void table(actors::http_session& session, const visit& visit) const;
  void file(actors::http_session& session, const visit& visit) const;
  void watch(actors::http_session& session, const visit& visit);
  void stream(actors::http_session& session, const visit& visit);

  // These answer, and say so, where someone does not ask as they must.
  bool refuse_socket(actors::http_session& session, const pages::reader& who) const;
  bool refuse_watching(actors::http_session& session, const subject& about) const;

  // Whether everyone may see its results, now.
  bool is_public(const config::poll& poll) const;

  void describe_all(actors::http_session& session, const subject& about) const;
  void look_up(actors::http_session& session, const subject& about, bool as_page);

  std::shared_ptr<const result_material> material_;
  std::shared_ptr<const actors::tally_board> board_;
  actors::audience_actor audience_;      // null while it restarts
  actors::receipt_desk_actor receipts_;  // null while it restarts
};

}  // namespace scrutin::result
