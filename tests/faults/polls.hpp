#pragma once
// What is voted on.
#include <array>
#include <string>
#include <vector>

namespace scrutin::faults {

struct asked_poll {
  std::string id;
  std::vector<std::string> options;
  unsigned max = 1;    ///< options in a vote
  bool change = true;  ///< else a voter's first vote stands
};

inline const std::array<asked_poll, 5> polls{{{"pets", {"cats", "dogs"}},
                                              {"lunch", {"rice", "soup", "bread"}},
                                              {"songs", {"rain", "moon", "road", "home"}, 3},
                                              {"captain", {"ann", "bob", "eve"}, 1, false},
                                              {"trips", {"sea", "hills", "town"}, 2, false}}};

}  // namespace scrutin::faults
