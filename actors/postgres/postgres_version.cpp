#include "actors/postgres/postgres_version.hpp"

#include <string>

namespace scrutin::actors {

expected<void> check_postgres_version(int version) {
  constexpr int oldest = 90400;
  if (version == 0 || version >= oldest) return {};
  return problem::that("it is PostgreSQL " + std::to_string(version / 10000) + '.' +
                       std::to_string(version / 100 % 100) + ", which is too old: 9.4 or newer is needed");
}

}  // namespace scrutin::actors
