#pragma once
// `worker queue`: what waits in Redis.
#include "actors/process/program.hpp"

namespace scrutin::worker {

/// How `queue` stands on the command line, and what it does: tells of each stream how many votes wait there, and how
/// many are only kept, by what Redis knows. Changes nothing, and needs neither a worker nor PostgreSQL.
actors::program_command queue_command();

}  // namespace scrutin::worker
