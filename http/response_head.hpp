#pragma once
// An answer's way onto the wire.
#include <string>

#include "http/message.hpp"

namespace scrutin::http {

/// The status line and the fields of `answer` as RFC 9112 writes them, with the empty line behind; its body follows as
/// it is. `into` is written over, and keeps its memory: Beast's own writer walks a chain of buffers instead, a step for
/// each field.
void write_head(const response& answer, std::string& into);

}  // namespace scrutin::http
