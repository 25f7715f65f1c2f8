#include "config/complaint.hpp"

#include <iterator>
#include <utility>

namespace scrutin::config {

complaint::complaint(std::string source, unsigned line, unsigned column, std::string what)
    : source(std::move(source)), line(line), column(column), what(std::move(what)) {}

complaint complaint::that(std::string what) { return {{}, 0, 0, std::move(what)}; }

std::string complaint::to_string() const {
  auto where = source;
  if (line != 0) where += ':' + std::to_string(line) + ':' + std::to_string(column);
  return where.empty() ? what : where + ": " + what;
}

void append(complaints& all, complaints more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace scrutin::config
