#include "config/expected.hpp"

#include <stdexcept>

namespace scrutin::config {

void throw_exception_from_error(const complaint& wrong, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(wrong.to_string()), where);
}

void throw_exception_from_error(const complaints& wrong, const boost::source_location& where) {
  std::string lines;
  for (const auto& one : wrong) lines += (lines.empty() ? "" : "\n") + one.to_string();
  boost::throw_with_location(std::runtime_error(lines), where);
}

}  // namespace scrutin::config
