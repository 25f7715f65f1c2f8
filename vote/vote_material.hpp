#pragma once
// What all that answer voters draw on.
#include <memory>
#include <string>

#include "actors/ballots/pass.hpp"
#include "actors/ballots/poll_board.hpp"
#include "pages/page_set.hpp"
#include "vote/pace.hpp"
#include "vote/vote_metrics.hpp"

namespace scrutin::vote {

/// What all loops of the process share, and none changes.
struct vote_material {
  std::shared_ptr<const actors::poll_board> polls;
  pages::page_set pages;
  vote_metrics metrics;
  std::string host;                                   ///< "Processed by container ID ..."
  std::string result_url;                             ///< where the result pages are; empty: not told
  std::shared_ptr<pace> newcomers{};                  ///< of paced polls, by the address that they come from
  std::shared_ptr<pace> guesses{};                    ///< wrong codes, in the same way
  std::shared_ptr<const actors::pass_book> passes{};  ///< null: there is no key
};

}  // namespace scrutin::vote
