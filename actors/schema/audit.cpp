#include "actors/schema/audit.hpp"

#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

namespace {

constexpr const char* much_memory = "SET LOCAL work_mem = '128MB'";

std::optional<std::string> optional_at(const row& of, std::size_t column) {
  const auto* text = find_text(of, column);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

// Rows of poll, what it is of, step, n, right_n, how many there are.
differences to_differences(const rows& answer) {
  differences found;
  for (const auto& one : answer.values) {
    found.all = integer_at(one, 5);
    found.first.push_back({text_at(one, 0), text_at(one, 1), text_at(one, 2), integer_at(one, 3), integer_at(one, 4)});
  }
  return found;
}

}  // namespace

std::vector<statement> before_audit() {
  return {{"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", {}}, {much_memory, {}}};
}

std::vector<statement> before_repair() {
  return {{"SET TRANSACTION ISOLATION LEVEL READ COMMITTED", {}}, {much_memory, {}}};
}

statement count_votes::ask() { return {"SELECT (SELECT count(*) FROM ledger), (SELECT count(*) FROM votes)", {}}; }

auto count_votes::read(const rows& answer) -> found {
  const auto first = first_of(answer);
  return {integer_at(first, 0), integer_at(first, 1)};
}

statement wrong_votes::ask(std::size_t most) {
  return {
      "SELECT poll, voter, choice, uid, n, right_choice, right_uid, right_n, count(*) OVER () "
      "FROM wrong_votes ORDER BY poll, voter LIMIT $1::bigint",
      {std::to_string(most)}};
}

auto wrong_votes::read(const rows& answer) -> found {
  found all;
  for (const auto& one : answer.values) {
    all.all = integer_at(one, 8);
    all.first.push_back({text_at(one, 0),
                         text_at(one, 1),
                         {optional_at(one, 2), optional_at(one, 3), optional_at(one, 4)},
                         {optional_at(one, 5), optional_at(one, 6), optional_at(one, 7)}});
  }
  return all;
}

statement wrong_tallies::ask() {
  return {"SELECT poll, choice, NULL, n, right_n, n <> right_n FROM audited_tallies ORDER BY poll, choice", {}};
}

auto wrong_tallies::read(const rows& answer) -> found {
  found all;
  for (const auto& one : answer.values) {
    ++all.all;
    if (text_at(one, 5) != "t") continue;
    all.wrong.push_back({text_at(one, 0), text_at(one, 1), {}, integer_at(one, 3), integer_at(one, 4)});
  }
  return all;
}

statement wrong_turnout::ask() {
  return {"SELECT poll, NULL, NULL, n, right_n, count(*) OVER () FROM audited_turnout WHERE n <> right_n ORDER BY poll",
          {}};
}

differences wrong_turnout::read(const rows& answer) { return to_differences(answer); }

statement wrong_arrivals::ask(std::size_t most) {
  return {
      "SELECT poll, at, step, n, right_n, count(*) OVER () FROM audited_arrivals WHERE n <> right_n "
      "ORDER BY poll, step, at LIMIT $1::bigint",
      {std::to_string(most)}};
}

differences wrong_arrivals::read(const rows& answer) { return to_differences(answer); }

statement repair_votes::ask() {
  return {"SELECT votes_repaired, tallies_repaired, turnout_repaired, arrivals_repaired FROM repair_votes()", {}};
}

auto repair_votes::read(const rows& answer) -> repaired {
  const auto first = first_of(answer);
  return {integer_at(first, 0), integer_at(first, 1), integer_at(first, 2), integer_at(first, 3)};
}

}  // namespace scrutin::actors::sql
