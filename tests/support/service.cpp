#include "tests/support/service.hpp"

#include <algorithm>
#include <cctype>

#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"

namespace scrutin::test {

service::service(std::string name, variables environment, std::vector<std::string> arguments,
                 std::optional<descriptor_limits> descriptors)
    : port_(name == "worker" ? std::uint16_t{0} : free_port()), admin_(free_port()) {
  std::string prefix = "SCRUTIN_" + name + "_";
  std::ranges::transform(prefix, prefix.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  variables all{{"SCRUTIN_CONFIG", SCRUTIN_SOURCE_DIR "/config/scrutin.toml"},
                {prefix + "ADMIN", "127.0.0.1:" + std::to_string(admin_)},
                {"SCRUTIN_REDIS_TIMEOUT_MS", "20000"}};  // a busy machine keeps servers from answering, too
  if (port_ != 0) {
    all.emplace_back(prefix + "LISTEN", "127.0.0.1:" + std::to_string(port_));
    all.emplace_back(prefix + "WORKERS", "1");
  }
  for (auto& [variable, value] : environment) {
    std::erase_if(all, [&variable](const auto& own) { return own.first == variable; });
    all.emplace_back(variable, value);
  }
  std::vector<std::string> command{SCRUTIN_BUILD_DIR "/" + name + "/" + name};
  command.insert(command.end(), arguments.begin(), arguments.end());
  launch_ = {.command = std::move(command), .log = log(), .environment = std::move(all), .descriptors = descriptors};
  start();
}

void service::start() { process_ = std::make_unique<child_process>(launch_); }

bool service::becomes_ready(std::chrono::milliseconds patience) {
  return eventually([this] { return readiness().status == 200; }, patience);
}

bool service::becomes_unready(std::chrono::milliseconds patience) {
  return eventually([this] { return readiness().status == 503; }, patience);
}

}  // namespace scrutin::test
