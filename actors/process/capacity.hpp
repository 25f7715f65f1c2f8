#pragma once
// How much a process takes on: event loops and connections, by what the machine lets it have.
#include <cstddef>
#include <cstdint>
#include <string>

#include "actors/runtime/expected.hpp"
#include "actors/runtime/logger.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// What a connection to a server holds open at most, with what the look-up of the server's name takes for a moment.
inline constexpr std::size_t redis_descriptors = 3;
inline constexpr std::size_t postgres_descriptors = 5;

/// To the admin address. They are set apart, as those to servers are: whatever the clients do, probes are answered.
inline constexpr std::size_t admin_connections = 16;

/// Descriptors that are not for clients.
struct descriptor_needs {
  std::size_t process = 0;
  std::size_t loop = 1;  ///< each
};

/// How many loops there are, and how many connections they share.
struct capacity {
  unsigned loops = 1;
  std::size_t connections = 0;
};

/// What `limit` descriptors are enough for: what is asked for (0 connections: as many as can be), or less; with fewer
/// loops where even a few connections would have no room beside them. Or why it is too little for any.
expected<capacity> capacity_within(std::size_t limit, const descriptor_needs& needs, const capacity& asked);

/// As many connections as that much memory is enough for: half of it, 32 KiB each, which is what one costs that sends
/// the longest header and no end of it. A group that needs more than it may have is killed, with every vote on its way.
std::size_t connections_within(std::uint64_t bytes);

/// What this process takes on, and what is to be said of it in its log.
struct service_capacity : capacity {
  std::string serves;
  std::string reduced;  ///< why it is less than the settings ask for; empty: it is not

  void tell(spdlog::logger& log) const;
};

/// Of a service with HTTP clients, whose connections to servers need `servers`. Raises the soft descriptor limit of the
/// process to the hard one, where that may be. Says why it cannot start.
expected<service_capacity> capacity_of(const config::http_server& settings, const descriptor_needs& servers);

/// Of one that has servers alone: whether it can start. Raises the limit too.
expected<void> check_descriptors(std::size_t servers);

}  // namespace scrutin::actors
