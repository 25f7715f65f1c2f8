#pragma once
// `worker audit`: whether votes and tallies are what the ledger makes.
#include <iosfwd>

#include "actors/process/program.hpp"

namespace scrutin::worker {

/// How `audit` stands on the command line, and what it does. Prints what differs; the status is 1 then, and 0 where all
/// agree. With `--repair` it puts that right, and the status is 0. Of each poll with a roll it tells how many voted and
/// how many codes there are; the status is 1 where somebody voted whom no code stands for, which nothing puts right.
actors::program_command audit_command();

}  // namespace scrutin::worker
