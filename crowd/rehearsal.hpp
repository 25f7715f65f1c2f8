#pragma once
// Larger and larger crowds, until one waits too long: how many people a deployment holds, and what gives way first.
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crowd/load.hpp"

namespace scrutin::crowd {

/// What gave way in that load, with the figure that says so; nothing where all stayed within `bound` (99 of 100 pages,
/// votes and screens), nobody was turned away and the promise was kept.
std::optional<std::string> gives_way(const outcome& one, plan::seconds bound);

struct rehearsal {
  struct step {
    std::unique_ptr<outcome> seen;
    std::optional<std::string> why;  ///< it did not hold
  };

  std::vector<step> steps;
  unsigned holds = 0;      ///< people; 0: not even the smallest crowd
  std::string gave_way{};  ///< at the smallest crowd that it did not hold; empty where it held all
  bool kept = true;        ///< the promise, in each step
};

/// An eighth of the plan's people, a quarter, a half, all; then twice between the last that held and the first that did
/// not. Viewers are as many in proportion.
expected<rehearsal> rehearse(const plan& asked, boost::asio::ssl::context& trust, plan::seconds bound, progress& shown);

std::string to_table(const rehearsal& all, plan::seconds bound);
std::string to_json(const rehearsal& all, plan::seconds bound);

}  // namespace scrutin::crowd
