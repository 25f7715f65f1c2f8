#pragma once
// `worker roles`: the script that makes the database's roles.
#include "actors/process/program.hpp"

namespace scrutin::worker {

/// How `roles` stands on the command line, and what it does: it prints, and connects to nothing.
actors::program_command roles_command();

}  // namespace scrutin::worker
