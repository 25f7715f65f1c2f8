#include "tests/support/redis_server.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>

#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"

namespace scrutin::test {

redis_server::redis_server(std::vector<std::string> options) : options_(std::move(options)) {
  // The free port may be another's by now.
  for (int attempt = 1;; ++attempt) {
    port_ = free_port();
    if (launch()) return;
    if (attempt == 5 || process_->log_text().find("Address already in use") == std::string::npos) {
      throw std::runtime_error("redis-server does not start:\n" + process_->log_tail());
    }
  }
}

std::string redis_server::url(unsigned database) const {
  return "redis://127.0.0.1:" + std::to_string(port_) + "/" + std::to_string(database);
}

std::string redis_server::socket_url(unsigned database) const {
  return "unix://" + socket_path() + "?db=" + std::to_string(database);
}

std::string redis_server::socket_path() const { return (directory_.path() / "redis.sock").string(); }

void redis_server::begin(const variables& environment) {
  std::vector<std::string> command{"redis-server",
                                   "--port",
                                   std::to_string(port_),
                                   "--bind",
                                   "127.0.0.1",
                                   "--unixsocket",
                                   socket_path(),
                                   "--dir",
                                   directory_.path().string(),
                                   "--appendonly",
                                   "yes",
                                   "--appendfsync",
                                   "always",
                                   "--maxmemory-policy",
                                   "noeviction",
                                   "--save",
                                   ""};
  command.insert(command.end(), options_.begin(), options_.end());
  process_ = std::make_unique<child_process>(
      child_process::launch{.command = std::move(command), .log = log(), .environment = environment});
}

bool redis_server::launch() {
  begin();
  return eventually([this] { return !process_->running() || answers(); }) && process_->running();
}

void redis_server::start() {
  if (running()) return;
  if (!launch()) throw std::runtime_error("redis-server does not start again:\n" + process_->log_tail());
}

void redis_server::stop() {
  process_->signal(SIGCONT);
  process_->signal(SIGTERM);
  if (!process_->wait(std::chrono::seconds{20})) throw std::runtime_error("redis-server does not stop");
}

void redis_server::kill() { process_->kill(); }
void redis_server::pause() { process_->signal(SIGSTOP); }
void redis_server::resume() { process_->signal(SIGCONT); }

std::string redis_server::ask(const std::string& command) const {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = socket_path();
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  std::string answer;
  const auto line = command + "\r\n";
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
      ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size())) {
    char part[4096];
    ssize_t got = 0;
    do {
      got = ::recv(socket, part, sizeof(part), 0);
    } while (got < 0 && errno == EINTR);  // as after a stop of this process, where a socket has a time limit
    if (got > 0) answer.assign(part, static_cast<std::size_t>(got));
  }
  ::close(socket);
  return answer;
}

}  // namespace scrutin::test
