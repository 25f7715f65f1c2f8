#pragma once
// A redis-server of the test's own, as durable as the product wants it.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::test {

class redis_server {
public:
  /// Starts one, with `options` ({"--appendfsync", "everysec"}) over its own. Throws std::runtime_error with the
  /// server's last words.
  explicit redis_server(std::vector<std::string> options = {});

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return process_->pid(); }
  std::string url(unsigned database = 0) const;         ///< redis://127.0.0.1:port/database
  std::string socket_url(unsigned database = 0) const;  ///< unix:///path?db=database
  std::string socket_path() const;
  std::filesystem::path log() const { return directory_.path() / "log"; }
  bool running() { return process_ && process_->running(); }

  using variables = std::vector<std::pair<std::string, std::string>>;

  void stop();                                    ///< SIGTERM, and waits for the end
  void kill();                                    ///< SIGKILL
  void start();                                   ///< again, on the same port and data; returns once it answers
  void begin(const variables& environment = {});  ///< as start(), without waiting for an answer
  bool answers() const { return ask("PING") == "+PONG\r\n"; }
  void pause();  ///< SIGSTOP: connections stay open, nothing answers
  void resume();

  /// What the server answers to a command of words without spaces, or in its wire form, as it came: "+PONG\r\n". Empty
  /// without an answer.
  std::string ask(const std::string& command) const;

private:
  bool launch();

  temp_directory directory_{"scrutin-redis"};
  std::vector<std::string> options_;
  std::uint16_t port_ = 0;
  std::unique_ptr<child_process> process_;
};

}  // namespace scrutin::test
