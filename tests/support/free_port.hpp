#pragma once
#include <cstdint>

namespace scrutin::test {

/// A TCP port of 127.0.0.1 on which nothing listened a moment ago, and which no test is given as long as this process
/// lives. Throws std::system_error.
std::uint16_t free_port();

}  // namespace scrutin::test
