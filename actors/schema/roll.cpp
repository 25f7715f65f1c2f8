#include "actors/schema/roll.hpp"

#include "actors/postgres/array_literal.hpp"
#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

statement add_to_roll::ask(const std::string& poll, const std::vector<std::string>& voters) {
  array_literal all;
  for (const auto& one : voters) all.add(one);
  return {"SELECT add_to_roll($1, $2::text[])", {poll, all.take()}};
}

std::int64_t add_to_roll::read(const rows& answer) { return integer_at(first_of(answer), 0); }

statement roll_sizes::ask() { return {"SELECT poll, count(*) FROM roll GROUP BY poll", {}}; }

std::map<std::string, std::int64_t> roll_sizes::read(const rows& answer) {
  std::map<std::string, std::int64_t> all;
  for (const auto& one : answer.values) all[text_at(one, 0)] = integer_at(one, 1);
  return all;
}

statement roll_page::ask(const std::string& poll, const std::string& after, std::size_t most) {
  return {"SELECT voter FROM roll WHERE poll = $1 AND voter > $2 ORDER BY voter LIMIT $3::bigint",
          {poll, after, std::to_string(most)}};
}

std::vector<std::string> roll_page::read(const rows& answer) {
  std::vector<std::string> all;
  all.reserve(answer.values.size());
  for (const auto& one : answer.values) all.push_back(text_at(one, 0));
  return all;
}

statement audited_rolls::ask() {
  return {"SELECT poll, codes, voters, strangers FROM audited_rolls ORDER BY poll", {}};
}

std::vector<audited_rolls::of_poll> audited_rolls::read(const rows& answer) {
  std::vector<of_poll> all;
  for (const auto& one : answer.values) {
    all.push_back({text_at(one, 0), integer_at(one, 1), integer_at(one, 2), integer_at(one, 3)});
  }
  return all;
}

}  // namespace scrutin::actors::sql
