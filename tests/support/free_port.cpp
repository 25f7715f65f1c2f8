#include "tests/support/free_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <system_error>

namespace scrutin::test {

// Below the ports that the kernel gives to connections: a server that is restarted must find its own still free, and a
// client that tries to reach it meanwhile must not reach itself.
std::uint16_t free_port() {
  thread_local std::minstd_rand random{std::random_device{}()};
  int why = 0;
  for (int attempt = 0; attempt < 100; ++attempt) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto port = static_cast<std::uint16_t>(std::uniform_int_distribution{10'000, 32'000}(random));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound = socket >= 0 && ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    why = errno;
    if (socket >= 0) ::close(socket);
    if (bound) return port;
  }
  throw std::system_error(why, std::generic_category(), "no free port");
}

}  // namespace scrutin::test
