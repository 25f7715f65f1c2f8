#pragma once
// A screen that is told each tally as it moves.
#include <cstdint>
#include <optional>
#include <string_view>

#include "crowd/asio.hpp"
#include "crowd/scene.hpp"

namespace scrutin::crowd {

/// How many have voted, as a tally's text says; nothing where it holds no figures, or is none.
std::optional<std::uint64_t> voters_in(std::string_view tally);

/// Comes within the plan's time for viewers, and connects again a second after each end. Runs until its loop does.
asio::awaitable<void> watch_by_socket(scene& in, unsigned number);
asio::awaitable<void> watch_by_events(scene& in, unsigned number);

}  // namespace scrutin::crowd
