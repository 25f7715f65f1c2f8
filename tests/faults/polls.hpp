#pragma once
// What is voted on.
#include <array>
#include <string>
#include <vector>

namespace scrutin::faults {

struct asked_poll {
  std::string id;
  std::vector<std::string> options;
};

inline const std::array<asked_poll, 2> polls{{{"pets", {"cats", "dogs"}}, {"lunch", {"rice", "soup", "bread"}}}};

}  // namespace scrutin::faults
