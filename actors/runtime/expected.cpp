#include "actors/runtime/expected.hpp"

#include <stdexcept>
#include <utility>

namespace scrutin::actors {

problem problem::that(std::string why) {
  problem met;
  met.why = std::move(why);
  return met;
}

void throw_exception_from_error(const problem& met, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(met.why), where);
}

}  // namespace scrutin::actors
