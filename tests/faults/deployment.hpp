#pragma once
// The system under test, whole and private: servers, services, and a link between each two.
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/faults/enclosure.hpp"
#include "tests/faults/packet_filter.hpp"
#include "tests/faults/polls.hpp"
#include "tests/support/link.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::faults {

/// One of our processes, with its links.
struct node {
  std::string kind;  ///< "vote"
  std::string name;  ///< "vote 2"
  std::unique_ptr<link> redis{};
  std::unique_ptr<link> postgres{};
  std::filesystem::path settings{};  ///< its own file
  std::unique_ptr<test::service> process{};
  bool wanted = true;  ///< whether it shall run
  std::chrono::steady_clock::time_point again{};
};

class deployment {
public:
  static constexpr unsigned partitions = 4;
  static constexpr std::chrono::milliseconds lease{2000};
  static constexpr std::chrono::milliseconds redis_timeout{1000};
  static constexpr const char* cookie_key = "the key of the faults' voters";

  /// Returns once every process is ready. Throws std::runtime_error. Made and used on one thread, which must live as
  /// long: its processes die with it.
  deployment(const enclosure& where, unsigned votes, unsigned workers);
  ~deployment();

  std::vector<node>& nodes() { return nodes_; }
  std::vector<node*> nodes(const std::string& kind);

  /// Starts what shall run and does not. An end that nobody wanted is noted.
  void tend();

  test::redis_server& redis() { return redis_; }
  test::postgres_server& postgres() { return postgres_; }
  const std::string& database() const { return database_; }  ///< its URL, past every link

  void want_redis(bool wanted) { redis_wanted_ = wanted; }
  void want_postgres(bool wanted) { postgres_wanted_ = wanted; }
  void shift_redis_clock(std::chrono::seconds shift) { shift_ = shift; }  ///< from its next start on

  /// Where Redis keeps its data; on a small file system of its own where `where.mounts`.
  std::filesystem::path redis_data() const { return folder_.path() / "redis"; }

  packet_filter* filter() { return filter_ ? &*filter_ : nullptr; }  ///< null where there is none

  const std::vector<std::string>& unwanted_ends() const { return unwanted_ends_; }

  /// Gives one process other polls, and has it load them.
  void reload(node& one, const std::vector<asked_poll>& asked);

  /// Copies every log there.
  void keep_logs(const std::filesystem::path& folder) const;

private:
  static void write_settings(const std::filesystem::path& at, const std::vector<asked_poll>& asked);
  void mount_redis_data(bool mounts);
  void start(const std::string& kind, unsigned number);

  test::temp_directory folder_{"scrutin-faults"};
  std::optional<packet_filter> filter_;
  test::redis_server redis_;
  test::postgres_server postgres_;
  std::string database_;
  bool redis_wanted_ = true;
  bool postgres_wanted_ = true;
  std::chrono::seconds shift_{0};
  std::chrono::steady_clock::time_point redis_begun_{};
  std::chrono::steady_clock::time_point postgres_begun_{};
  std::vector<std::string> unwanted_ends_;

  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{io_.get_executor()};
  std::vector<node> nodes_;
  std::thread thread_;  // of the links
};

}  // namespace scrutin::faults
