#pragma once
// `worker codes`: codes for the voters of a poll.
#include "actors/process/program.hpp"

namespace scrutin::worker {

/// How `codes --poll ID --count N` stands on the command line, and what it does: makes codes, puts what they stand for
/// on the poll's roll, and prints them, once: nobody can find them again. With `--sheet FILE` they are in a page to
/// print, too, which only its owner can read.
actors::program_command codes_command();

}  // namespace scrutin::worker
