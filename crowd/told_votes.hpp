#pragma once
// What one person was told about its votes: what the verdict holds the deployment to.
#include <string>
#include <vector>

namespace scrutin::crowd {

struct told_votes {
  struct vote {
    std::string receipt;
    std::vector<std::string> options;
  };

  std::vector<vote> recorded;  ///< in order; the last one must count, those before must be replaced
  bool unsure = false;         ///< a vote got no answer in the end: it may count, or not
};

}  // namespace scrutin::crowd
