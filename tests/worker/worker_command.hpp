#pragma once
// A command of the worker's, as a test runs it.
#include <chrono>
#include <string>
#include <vector>

#include "tests/support/service.hpp"

namespace scrutin::test {

/// How it ended: -1 where it did not within a minute; and all that it said.
struct ended {
  int status;
  std::string said;
};

inline ended run_worker(const service::variables& with, const std::vector<std::string>& arguments) {
  service command{"worker", with, arguments};
  const auto status = command.process().wait(std::chrono::seconds{60});
  return {status.value_or(-1), command.process().log_text()};
}

}  // namespace scrutin::test
