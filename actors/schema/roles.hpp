#pragma once
// Who may do what in the database (roles.sql).
#include <string>

namespace scrutin::actors {

/// What makes the three roles, for psql.
std::string roles_script();

}  // namespace scrutin::actors
