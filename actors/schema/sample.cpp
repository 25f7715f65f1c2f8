#include "actors/schema/sample.hpp"

#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

statement which_tables::ask() {
  return {"SELECT to_regclass('scrutin_schema') IS NOT NULL, to_regclass('votes') IS NOT NULL", {}};
}

auto which_tables::read(const rows& answer) -> found {
  const auto first = first_of(answer);
  return {text_at(first, 0) == "t", text_at(first, 1) == "t"};
}

statement sample_votes::ask() { return {"SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote", {}}; }

std::map<std::string, std::int64_t> sample_votes::read(const rows& answer) {
  std::map<std::string, std::int64_t> all;
  for (const auto& one : answer.values) {
    const auto* choice = find_text(one, 0);
    if (choice != nullptr && find_text(one, 1) != nullptr) all[*choice] = integer_at(one, 1);
  }
  return all;
}

}  // namespace scrutin::actors::sql
