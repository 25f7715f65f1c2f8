#pragma once
// The command line of crowd.
#include <string>
#include <vector>

namespace scrutin::crowd {

/// The exit status: 0 where every vote that was recorded counts (and, of a rehearsal, some crowd was held), 1 where
/// not, 2 where it could not begin.
int run_program(int argc, char** argv);

}  // namespace scrutin::crowd
