#include "http/expected.hpp"

#include <stdexcept>

namespace scrutin::http {

void throw_exception_from_error(const refusal& refused, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(refused.reason), where);
}

}  // namespace scrutin::http
