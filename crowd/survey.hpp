#pragma once
// What a deployment says of itself before the crowd comes.
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "crowd/mishap.hpp"
#include "crowd/plan.hpp"

namespace scrutin::crowd {

/// Fills in what the vote site knows: the poll's options, where its results are unless the plan says so, and what a
/// phone asks for with the page. A mishap where that poll takes no votes of a crowd.
expected<void> survey(plan& asked, boost::asio::ssl::context& trust);

/// A poll's figures.
struct tally {
  std::uint64_t sequence = 0;  ///< grows with the votes
  std::uint64_t voters = 0;
  std::map<std::string, std::int64_t> votes;  ///< by option
};

/// As the result site tells them; none where they are withheld.
expected<std::optional<tally>> read_tally(const plan& asked, boost::asio::ssl::context& trust);

}  // namespace scrutin::crowd
