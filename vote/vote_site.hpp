#pragma once
// What voters see, and where they vote.
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "actors/ballots/poll_board.hpp"
#include "actors/ingest/messages.hpp"
#include "actors/ingest/vote_queue.hpp"
#include "actors/ingest/voter_key.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/web/http_session.hpp"
#include "actors/web/poll_site.hpp"
#include "vote/choice.hpp"
#include "vote/recent_pages.hpp"
#include "vote/sampling.hpp"
#include "vote/visitor.hpp"
#include "vote/vote_material.hpp"
#include "vote/vote_pages.hpp"

namespace scrutin::vote {

class vote_site final : public actors::poll_site {
public:
  vote_site(std::shared_ptr<const vote_material> material, std::shared_ptr<actors::voter_key> key,
            std::shared_ptr<const actors::vote_queue> queue);

  /// Whom it asks to record a vote; null while that one is away.
  void ask(actors::vote_ingest_actor ingest) { ingest_ = std::move(ingest); }

private:
  actors::polls_ptr polls() const override { return material_->polls->now(); }
  bool shows(const config::poll& poll) const override { return !poll.retired; }

  /// A request on its way to its answer.
  struct exchange {
    actors::http_session& session;
    actors::polls_ptr all;
    const config::poll& poll;  ///< the one of them that it is about
    visitor who;
  };
  using exchange_ptr = std::shared_ptr<const exchange>;

  void show(const exchange_ptr& one, const voter_page& page);
  void vote(const exchange_ptr& one);
  void describe(const exchange_ptr& one);
  void describe_all(const exchange_ptr& one);

  void tell_of_origin(const exchange& one);
  /// A vote that can be taken.
  struct casting {
    choice chosen;
    std::string code;      ///< of a voter to whom one was given,
    std::string enrolled;  ///< and who that is: the ballot's voter
    std::string pass;      ///< which came with it
  };

  using casting_ptr = std::shared_ptr<const casting>;

  /// Whether a new voter may come now; else in how long one may.
  std::optional<std::chrono::seconds> keep_waiting(const exchange& one, std::string_view pass) const;

  static const config::ip_address& address_of(const exchange& one);
  void refuse_vote(const exchange& one, objection why, const http::refusal* wrong = nullptr,
                   std::chrono::seconds retry_after = {});
  void cast(const exchange_ptr& one, const casting_ptr& made);
  void accept(const exchange& one, const casting& made, const actors::uid& receipt, const http::voter_id& voter);
  void fail(const exchange& one, const casting& made, const caf::error& why);

  /// What the ballot says of the trace that this request is part of; empty where it is of none.
  std::string trace_of(const exchange& one);

  // The terms of the poll as it is now, made once for all who vote by this loop.
  const actors::offer_ptr& offer_of(const exchange& one);

  std::chrono::seconds jitter();

  std::shared_ptr<const vote_material> material_;
  std::shared_ptr<actors::voter_key> key_;
  std::shared_ptr<const actors::vote_queue> queue_;
  actors::vote_ingest_actor ingest_;  // null while it restarts
  actors::polls_ptr offering_;        // whose offers are made
  std::map<std::string, actors::offer_ptr> offers_;
  std::optional<actors::time_source::time_point> told_of_origin_;
  recent_pages recent_;
  sampling sampling_;
  std::minstd_rand dice_{std::random_device{}()};
};

}  // namespace scrutin::vote
