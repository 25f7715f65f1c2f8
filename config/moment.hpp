#pragma once
// Moments that settings name, as the one a poll closes at.
#include <chrono>
#include <string>

namespace scrutin::config {

/// A moment of the world's clock, whatever the time zone that it was written in.
using moment = std::chrono::sys_time<std::chrono::milliseconds>;

/// In UTC as RFC 3339 and TOML write it: `2026-06-01T16:00:00Z`; with milliseconds where it has some.
std::string to_string(moment when);

}  // namespace scrutin::config
