#pragma once
// `worker dead-letters`: what could not be applied.
#include "actors/process/program.hpp"

namespace scrutin::worker {

/// How `dead-letters list|retry|drop` stands on the command line, and what it does. The status is 0 where all that was
/// asked for was done, and 1 where a letter stays that should not; each such letter is told.
actors::program_command dead_letters_command();

}  // namespace scrutin::worker
