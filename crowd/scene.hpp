#pragma once
// What people and viewers of one thread share.
#include <boost/asio/ssl/context.hpp>
#include <cstdint>
#include <string>

#include "crowd/acknowledgements.hpp"
#include "crowd/asio.hpp"
#include "crowd/figures.hpp"
#include "crowd/plan.hpp"

namespace scrutin::crowd {

/// What all threads of a load share.
struct occasion {
  const plan& asked;
  asio::ssl::context& trust;
  clock::time_point begin;      ///< when the first may come
  const std::string& run;       ///< hexadecimal; nobody else's, so that no two runs send the same Idempotency-Key
  std::uint64_t voters_before;  ///< whom the tally had
  acknowledgements& acknowledged;
};

/// The same for those of one thread.
struct scene : occasion {
  asio::any_io_executor on;  ///< the thread's loop
  figures& seen;
  std::string probe{};              ///< a receipt for the thread's probe to follow, while it has none
  clock::time_point probe_since{};  ///< when that vote was answered
};

}  // namespace scrutin::crowd
