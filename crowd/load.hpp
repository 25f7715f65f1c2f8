#pragma once
// One crowd that comes, votes and is counted.
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "crowd/figures.hpp"
#include "crowd/plan.hpp"
#include "crowd/progress.hpp"
#include "crowd/verdict.hpp"

namespace scrutin::crowd {

struct outcome {
  plan asked;
  figures seen;
  verdict told;
  plan::seconds took{0};     ///< from the first who came until the last was done
  plan::seconds settled{0};  ///< from then until all was counted, or the plan's time was over
  double busy = 0;           ///< CPU time of this process a second and thread: near 1 it cannot do more
};

/// Waits until everybody is done and counted. The plan went through survey(). A mishap where the crowd could not even
/// begin.
expected<std::unique_ptr<outcome>> run(const plan& asked, boost::asio::ssl::context& trust, progress& shown);

}  // namespace scrutin::crowd
