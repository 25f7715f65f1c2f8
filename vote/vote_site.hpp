#pragma once
// What voters see, and where they vote.
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "actors/ingest/messages.hpp"
#include "actors/ingest/vote_queue.hpp"
#include "actors/ingest/voter_key.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/web/http_session.hpp"
#include "actors/web/poll_site.hpp"
#include "pages/page_set.hpp"
#include "vote/choice.hpp"
#include "vote/result_link.hpp"
#include "vote/vote_metrics.hpp"

namespace scrutin::vote {

/// What all loops of the process share, and none changes.
struct vote_material {
  std::shared_ptr<const actors::poll_board> polls;
  pages::page_set pages;
  vote_metrics metrics;
  std::string host;        ///< "Processed by container ID ..."
  std::string result_url;  ///< where the result pages are; empty: not told

  /// The result pages as the browser that sent `asked` finds them.
  result_link links(const http::request& asked) const;
};

class vote_site final : public actors::poll_site {
public:
  vote_site(std::shared_ptr<const vote_material> material, std::shared_ptr<actors::voter_key> key,
            std::shared_ptr<const actors::vote_queue> queue);

  /// Whom it asks to record a vote; null while that one is away.
  void ask(actors::vote_ingest_actor ingest) { ingest_ = std::move(ingest); }

private:
  actors::polls_ptr polls() const override { return material_->polls->now(); }
  http::response unavailable(const http::request& asked) const override;

  void show(actors::http_session& session, const subject& about);
  void list(actors::http_session& session, const subject& about);
  void vote(actors::http_session& session, const subject& about);
  void describe(actors::http_session& session, const subject& about);
  void describe_all(actors::http_session& session, const subject& about);
  void describe_api(actors::http_session& session, const subject& about);

  void refuse_vote(actors::http_session& session, const subject& about, objection why, const http::refusal* wrong);
  void cast(actors::http_session& session, const subject& about, const choice& chosen);
  void accept(actors::http_session& session, const subject& about, const choice& chosen, const actors::uid& receipt,
              const http::voter_id& voter);
  void fail(actors::http_session& session, const subject& about, const choice& chosen, const caf::error& why);

  // The terms of the poll as it is now, made once for all who vote by this loop.
  const actors::offer_ptr& offer_of(const subject& about);

  std::chrono::seconds jitter();

  std::shared_ptr<const vote_material> material_;
  std::shared_ptr<actors::voter_key> key_;
  std::shared_ptr<const actors::vote_queue> queue_;
  actors::vote_ingest_actor ingest_;  // null while it restarts
  actors::polls_ptr offering_;        // whose offers are made
  std::map<std::string, actors::offer_ptr> offers_;
  std::minstd_rand dice_{std::random_device{}()};
};

}  // namespace scrutin::vote
