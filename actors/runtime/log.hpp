#pragma once
// Where log lines go.
#include <memory>
#include <string>

#include "actors/runtime/logger.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// The log of a process. One event is one line, whatever it says; the same words of a warning or an error come at most
/// once a second, and the next time say how often they were left out. Throws spdlog::spdlog_ex where the file cannot be
/// opened.
std::shared_ptr<spdlog::logger> make_log(const std::string& process, const config::logs& settings);

/// The access log of that target, or null where it is off. Written by a thread of its own, since a request must not
/// wait for a disk; when that thread falls behind by 8192 lines, the oldest ones are lost.
std::shared_ptr<spdlog::logger> make_access_log(const std::string& process, const std::string& target);

/// The next line goes to whatever has the name of its file then (log_file.hpp); nothing where it goes elsewhere.
void reopen(const spdlog::logger& log);

}  // namespace scrutin::actors
