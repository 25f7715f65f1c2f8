#include "actors/process/capacity.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "actors/process/cores.hpp"
#include "actors/process/memory.hpp"

namespace scrutin::actors {

namespace {

constexpr std::size_t least_connections = 16;            // a service for fewer is of no use to anyone
constexpr std::size_t most_connections_a_loop = 100000;  // where the settings do not say

constexpr std::size_t of_poller = 3;    // of Asio, for each loop: epoll, eventfd, timerfd
constexpr std::size_t of_listener = 2;  // the socket and the acceptor's own descriptor of it
constexpr std::size_t of_refusal = 1;   // a connection that is accepted to be closed
constexpr std::size_t of_signals = 2;   // a pipe
constexpr std::size_t of_logs = 2;
constexpr std::size_t of_settings = 2;  // SIGHUP: the file, and one that it names
constexpr std::size_t of_streams = 3;   // where the open ones cannot be counted

constexpr std::size_t of_http_loop = of_poller + of_listener + of_refusal;

// What is open when the process starts: the standard streams, and what its parent left it.
std::size_t open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator all{"/proc/self/fd", error};
  if (error) return of_streams;
  const auto count = static_cast<std::size_t>(std::distance(begin(all), end(all)));
  return count - 1;  // that of the folder itself
}

std::size_t needs_of_process() {
  return open_descriptors() + of_poller + of_listener + of_refusal + of_signals + of_logs + of_settings +
         admin_connections;
}

// 1,024 has been the soft limit since programs used select(), which takes no more: none of ours does.
std::size_t raise_descriptor_limit() {
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return 1024;
  const auto hard = descriptors.rlim_max;
  if (descriptors.rlim_cur < hard) {
    const rlimit raised{hard, hard};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) return hard;
  }
  return descriptors.rlim_cur;  // RLIM_INFINITY is the largest number
}

std::string name_of(std::size_t limit) { return "the descriptor limit of " + std::to_string(limit) + " (ulimit -n)"; }

}  // namespace

expected<capacity> capacity_within(std::size_t limit, const descriptor_needs& needs, const capacity& asked) {
  const auto wanted = asked.connections > 0 ? asked.connections : asked.loops * most_connections_a_loop;
  const auto least = std::min(wanted, least_connections);
  const auto room = limit > needs.process + least ? limit - needs.process - least : 0;
  const auto loops = std::min<std::size_t>(asked.loops, room / needs.loop);
  if (loops == 0) {
    return problem::that(name_of(limit) + " is too low: one event loop with " + std::to_string(least) +
                         " connections needs " + std::to_string(needs.process + needs.loop + least));
  }
  const auto reserved = needs.process + loops * needs.loop;
  return capacity{static_cast<unsigned>(loops), std::min(wanted, limit - reserved)};
}

std::size_t connections_within(std::uint64_t bytes) {
  constexpr std::uint64_t each = 32 * 1024;
  return std::max<std::size_t>(least_connections, bytes / 2 / each);
}

void service_capacity::tell(spdlog::logger& log) const {
  log.info("{} {}", log.name(), serves);
  if (!reduced.empty()) log.warn("{} {}", log.name(), reduced);
}

expected<service_capacity> capacity_of(const config::http_server& settings, const descriptor_needs& servers) {
  const auto limit = raise_descriptor_limit();
  const descriptor_needs needs{needs_of_process() + servers.process, of_http_loop + servers.loop};
  const capacity asked{settings.workers > 0 ? settings.workers : usable_cores(), settings.max_connections};
  const auto found = capacity_within(limit, needs, asked);
  if (!found) return problem::that("cannot start: " + found.error().why);
  service_capacity given{*found, {}, {}};
  const auto memory = usable_memory();
  const bool short_of_memory = connections_within(memory) < given.connections;
  if (short_of_memory) given.connections = connections_within(memory);
  const auto loops = std::to_string(given.loops);
  given.serves = "serves " + std::to_string(given.connections) + " connections at most, on " + loops +
                 (given.loops == 1 ? " event loop" : " event loops");
  if (given.loops < asked.loops) {
    given.reduced =
        "has " + loops + " event loops and not " + std::to_string(asked.loops) + ": " + name_of(limit) + " is too low";
  } else if (given.connections < asked.connections && short_of_memory) {
    given.reduced = "cannot serve the " + std::to_string(asked.connections) +
                    " of max_connections: " + std::to_string(memory >> 20) + " MiB of memory are too little";
  } else if (given.connections < asked.connections) {
    given.reduced = "cannot serve the " + std::to_string(asked.connections) + " of max_connections: " + name_of(limit) +
                    " is too low";
  }
  return given;
}

expected<void> check_descriptors(std::size_t servers) {
  const auto limit = raise_descriptor_limit();
  const auto needs = needs_of_process() + of_poller + servers;
  if (needs <= limit) return {};
  return problem::that("cannot start: " + name_of(limit) +
                       " is too low: its connections to servers and its probes need " + std::to_string(needs));
}

}  // namespace scrutin::actors
