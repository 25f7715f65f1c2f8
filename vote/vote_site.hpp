#pragma once
// What voters see, and where they vote.
#include <memory>
#include <string>
#include <vector>

#include "actors/http_session.hpp"
#include "actors/messages.hpp"
#include "actors/site.hpp"
#include "actors/voter_key.hpp"
#include "config/poll.hpp"
#include "http/page_set.hpp"
#include "http/router.hpp"
#include "vote/vote_metrics.hpp"

namespace scrutin::vote {

/// What all loops of the process share, and none changes.
struct vote_material {
  std::vector<config::poll> polls;  ///< the first one is the one that `/` shows
  http::page_set pages;
  vote_metrics metrics;
  std::string host;  ///< "Processed by container ID ..."

  const config::poll* find(std::string_view id) const;
};

class vote_site final : public actors::site {
public:
  vote_site(std::shared_ptr<const vote_material> material, std::shared_ptr<actors::voter_key> key);

  void answer(actors::http_session& session) override;
  http::response refuse(const http::refusal& why) override;
  void adopted(const actors::adopt& told) override;

private:
  using handler = void (vote_site::*)(actors::http_session&, const config::poll*);

  void show(actors::http_session& session, const config::poll* poll);
  void list(actors::http_session& session, const config::poll* poll);
  void vote(actors::http_session& session, const config::poll* poll);
  void describe(actors::http_session& session, const config::poll* poll);
  void describe_all(actors::http_session& session, const config::poll* poll);

  std::shared_ptr<const vote_material> material_;
  std::shared_ptr<actors::voter_key> key_;
  http::router<handler> routes_;
  actors::vote_ingest_actor ingest_;  // null while it restarts
};

}  // namespace scrutin::vote
