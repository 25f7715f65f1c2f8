#include "crowd/mishap.hpp"

#include <stdexcept>

namespace scrutin::crowd {

void throw_exception_from_error(const mishap& wrong, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(wrong.what), where);
}

}  // namespace scrutin::crowd
