#include "tests/support/free_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <random>
#include <string>
#include <system_error>

namespace scrutin::test {

namespace {

// Between here and the moment at which a server listens, another test could be given the same port, or this one once
// more. A name in the abstract namespace (unix(7)) is one process's until that ends, and leaves no file behind: the
// socket stays open on purpose.
bool reserve(std::uint16_t port) {
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = "scrutin-test-port-" + std::to_string(port);
  name.copy(address.sun_path + 1, sizeof(address.sun_path) - 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), length) == 0) return true;
  const int why = errno;
  ::close(socket);
  errno = why;
  return false;
}

}  // namespace

// Below the ports that the kernel gives to connections: a server that is restarted must find its own still free, and a
// client that tries to reach it meanwhile must not reach itself. Above the last of the ports that browsers refuse to
// ask, 10080 (Fetch Standard, "bad port").
std::uint16_t free_port() {
  thread_local std::minstd_rand random{std::random_device{}()};
  int why = 0;
  for (int attempt = 0; attempt < 100; ++attempt) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto port = static_cast<std::uint16_t>(std::uniform_int_distribution{10'100, 32'000}(random));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // In this order: who else looks at the port meanwhile finds it taken, and whoever has the name is alone.
    const bool ours =
        reserve(port) && socket >= 0 && ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    why = errno;
    if (socket >= 0) ::close(socket);
    if (ours) return port;
  }
  throw std::system_error(why, std::generic_category(), "no free port");
}

}  // namespace scrutin::test
