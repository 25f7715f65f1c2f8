#include "actors/redis/redis_role.hpp"

#include <array>
#include <string>

namespace scrutin::actors {

namespace {

// UNBLOCKED is what a read that waited is told when its server becomes a replica.
constexpr std::array<std::string_view, 4> codes{"READONLY ", "MASTERDOWN ", "LOADING ", "UNBLOCKED "};

}  // namespace

expected<void> check_role(const redis_value& role) {
  const auto& words = role.items();
  if (words.empty() || words[0].text() == "master") return {};
  if (words[0].text() == "slave" && words.size() > 2) {
    return problem::that("it is a replica of " + words[1].text() + ":" + std::to_string(words[2].integer()) +
                         ", which takes no writes: name the master in redis.url");
  }
  return problem::that("it is a " + words[0].text() + " and no master: name the master in redis.url");
}

// Before redis 7 a script puts words of its own before the command's error, which then begins with a minus.
bool is_out_of_service(std::string_view error) {
  for (const auto code : codes) {
    const auto at = error.find(code);
    if (at != std::string_view::npos && (at == 0 || error[at - 1] == '-')) return true;
  }
  return false;
}

}  // namespace scrutin::actors
