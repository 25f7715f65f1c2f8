#pragma once
// `worker drain`: what a larger number of partitions left behind.
#include "actors/process/program.hpp"

namespace scrutin::worker {

/// How `drain` stands on the command line, and what it does: applies the votes in streams that no worker of these
/// settings reads, and deletes those streams. The status is 0 where none is left, and 1 where one is; each is told.
///
/// They are applied as older votes, by the times that Redis gave them: a vote that their voter cast since stands. Each
/// stream is drained under its partition's lease, so that neither a worker that still reads it nor another drain gets
/// between; what was applied is deleted after that, and counts once however often the command is killed and run again.
actors::program_command drain_command();

}  // namespace scrutin::worker
