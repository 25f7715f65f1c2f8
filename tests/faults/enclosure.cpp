#include "tests/faults/enclosure.hpp"

#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "tests/faults/packet_filter.hpp"
#include "tests/support/child_process.hpp"

namespace scrutin::faults {

namespace {

constexpr const char* inside = "SCRUTIN_FAULTS_INSIDE";

using words = std::vector<std::string>;

bool succeeds(words command) {
  try {
    test::child_process tried{{.command = std::move(command), .log = "/dev/null"}};
    return tried.wait(std::chrono::seconds{10}) == 0;
  } catch (const std::exception&) {
    return false;
  }
}

// Root makes namespaces as it is; anybody else needs a user namespace around them, and keeps their name in it.
words ways_in() {
  words way{"unshare", "--net", "--mount"};
  if (::geteuid() != 0) way.insert(way.end(), {"--user", "--map-current-user", "--keep-caps"});
  return way;
}

// A new network namespace has a loopback that is down.
void raise_loopback() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::string("lo").copy(request.ifr_name, IFNAMSIZ);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  const bool up = ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
  ::close(socket);
  if (!up) throw std::runtime_error("the loopback of the run's own network cannot be brought up");
}

}  // namespace

enclosure enclosure::enter(char** arguments) {
  if (std::getenv(inside) == nullptr) {
    auto command = ways_in();
    auto tried = command;
    tried.emplace_back("true");
    if (!succeeds(tried)) return {.missing = "this user may not make network and mount namespaces"};
    ::setenv(inside, "1", 1);
    command.emplace_back(std::filesystem::read_symlink("/proc/self/exe").string());
    for (++arguments; *arguments != nullptr; ++arguments) command.emplace_back(*arguments);
    std::vector<char*> raw;
    for (auto& word : command) raw.push_back(word.data());
    raw.push_back(nullptr);
    ::execvp(raw.front(), raw.data());
    throw std::runtime_error("unshare cannot be run");
  }
  ::unsetenv(inside);
  raise_loopback();
  enclosure allowed{.filters = packet_filter::possible(), .mounts = true, .missing = {}};
  if (!allowed.filters) allowed.missing = "nft is not installed, or this kernel has no nftables";
  return allowed;
}

}  // namespace scrutin::faults
