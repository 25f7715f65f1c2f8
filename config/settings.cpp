#include "config/settings.hpp"

#include <algorithm>

namespace scrutin::config {

const poll* settings::find(std::string_view poll_id) const {
  const auto found = std::find_if(polls.begin(), polls.end(), [&](const poll& one) { return one.id == poll_id; });
  return found == polls.end() ? nullptr : &*found;
}

}  // namespace scrutin::config
