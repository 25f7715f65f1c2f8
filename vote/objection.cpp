#include "vote/objection.hpp"

#include <boost/throw_exception.hpp>
#include <stdexcept>
#include <string>

namespace scrutin::vote {

void throw_exception_from_error(const objection& why, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(std::string(row_of(why).name)), where);
}

}  // namespace scrutin::vote
