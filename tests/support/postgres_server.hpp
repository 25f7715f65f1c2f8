#pragma once
// A PostgreSQL of the test's own: the newest that is installed. Not durable, for speed: a test that kills it still
// keeps its data, since the operating system lives on.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::test {

class postgres_server {
public:
  /// Makes a cluster and starts it, with `options` ({"fsync=on"}) over its own. As root it runs as `postgres`, or as
  /// `nobody` where there is no such user. Throws std::runtime_error with the server's last words.
  explicit postgres_server(std::vector<std::string> options = {});
  ~postgres_server();

  /// The one for tests that neither stop nor pause it: made at its first use, ended with the process.
  static postgres_server& shared();

  /// A fresh database; its URL. Without a name it gets one of its own.
  std::string create_database(std::string name = {});

  std::string url(const std::string& database = "postgres") const;  ///< postgresql://postgres@127.0.0.1:port/database
  std::uint16_t port() const { return port_; }
  pid_t pid() const { return process_->pid(); }  ///< of the server, whose children serve connections
  std::filesystem::path log() const { return directory_.path() / "log"; }
  const std::filesystem::path& socket_directory() const { return directory_.path(); }
  bool running() { return process_ && process_->running(); }

  void stop();     ///< as `pg_ctl stop -m fast`, and waits for the end
  void kill();     ///< SIGKILL to the server and its children
  void start();    ///< again, on the same port and data; returns once it answers
  void begin();    ///< as start(), without waiting; what is left of the former server may end it at once
  void demote();   ///< stops and starts it as a standby without a primary; SELECT pg_promote() undoes that
  void save();     ///< stops it, lays a copy of its data aside, and leaves it stopped
  void go_back();  ///< while it is stopped: its data are those of save()
  void pause();    ///< SIGSTOP to the server and its children: connections stay open, nothing answers
  void resume();

private:
  bool launch();
  std::vector<pid_t> family() const;

  temp_directory directory_{"scrutin-postgres"};
  std::optional<account> account_;
  std::vector<std::string> options_;
  std::uint16_t port_ = 0;
  unsigned databases_ = 0;
  std::unique_ptr<child_process> process_;
};

}  // namespace scrutin::test
