#pragma once
// The vote process.
#include "actors/process/program.hpp"
#include "config/load.hpp"
#include "config/settings.hpp"

namespace scrutin::vote {

/// Runs until a signal ends it. Its children, in order, are in service.cpp: the architecture of this process.
actors::outcome serve(const config::settings& settings, const config::reading& again);

}  // namespace scrutin::vote
