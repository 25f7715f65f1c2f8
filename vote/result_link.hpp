#pragma once
// Where a browser finds the results.
#include <optional>
#include <string>
#include <string_view>

#include "actors/ballots/uid.hpp"
#include "config/poll.hpp"

namespace scrutin::vote {

/// Links to the result pages, whose address is `base`; there are none where that is empty.
class result_link {
public:
  explicit result_link(std::string base) : base_(std::move(base)) {}

  /// The results of a poll, for one who may hold a receipt of it; nothing where nobody sees them.
  std::optional<std::string> results(const config::poll& poll, const actors::uid* receipt) const;

  /// What became of a vote.
  std::optional<std::string> receipt(const actors::uid& receipt) const;

private:
  std::string base_;
};

}  // namespace scrutin::vote
