#pragma once
// One of our own processes, as a test runs it.
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/child_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin::test {

class service {
public:
  using variables = std::vector<std::pair<std::string, std::string>>;

  /// Starts `name` ("vote") on free ports with one event loop; `environment` is put over that.
  explicit service(std::string name, variables environment = {}, std::vector<std::string> arguments = {},
                   std::optional<descriptor_limits> descriptors = {});

  std::uint16_t port() const { return port_; }  ///< 0 for the worker
  std::uint16_t admin() const { return admin_; }

  /// Whether /readyz says so within the deadline.
  bool becomes_ready(std::chrono::milliseconds patience = std::chrono::seconds{20});
  bool becomes_unready(std::chrono::milliseconds patience = std::chrono::seconds{20});
  http_answer readiness() const { return ask(admin_, "GET", "/readyz"); }

  child_process& process() { return *process_; }
  std::filesystem::path log() const { return directory_.path() / "log"; }

  /// Starts it anew, on the same ports, once it has ended.
  void start();

private:
  temp_directory directory_{"scrutin-service"};
  std::uint16_t port_;
  std::uint16_t admin_;
  child_process::launch launch_;
  std::unique_ptr<child_process> process_;
};

}  // namespace scrutin::test
