#include "actors/schema/roles.hpp"

#include <embedded/schema_roles.hpp>

namespace scrutin::actors {

std::string roles_script() { return std::string(embedded::roles_sql); }

}  // namespace scrutin::actors
