#include "config/complaint.hpp"

namespace scrutin::config {

std::string complaint::to_string() const {
  auto where = source;
  if (line != 0) where += ':' + std::to_string(line) + ':' + std::to_string(column);
  return where.empty() ? what : where + ": " + what;
}

}  // namespace scrutin::config
