#include "config/command.hpp"

#include <algorithm>

namespace scrutin::config {

bool request::has(const std::string& flag) const { return std::find(flags.begin(), flags.end(), flag) != flags.end(); }

}  // namespace scrutin::config
