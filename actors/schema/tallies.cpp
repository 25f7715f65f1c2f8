#include "actors/schema/tallies.hpp"

#include <string_view>

#include "actors/postgres/array_literal.hpp"
#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

namespace {

std::string to_array(const std::vector<std::string>& names) {
  array_literal all;
  for (const auto& name : names) all.add(name);
  return all.take();
}

bool calls(const statement& what, std::string_view function) { return what.sql.find(function) != std::string::npos; }

}  // namespace

statement tell_traces::ask(const std::string& traces) {
  return {"SELECT pg_notify($1, $2)", {traces_channel, std::string(traces_word) + traces}};
}

statement tally_snapshot::ask() { return {"SELECT sequence, poll, choice, n FROM tally_snapshot()", {}}; }

statement tally_snapshot::ask(const std::vector<std::string>& polls) {
  return {"SELECT sequence, poll, choice, n FROM tally_snapshot($1::text[])", {to_array(polls)}};
}

counted_votes tally_snapshot::read(const rows& answer) {
  counted_votes counted;
  for (const auto& one : answer.values) {
    counted.sequence = integer_at(one, 0);
    const auto* poll = find_text(one, 1);
    if (poll == nullptr) continue;
    if (const auto* option = find_text(one, 2)) {
      counted.votes[*poll][*option] = integer_at(one, 3);
    } else {
      counted.voters[*poll] = integer_at(one, 3);
    }
  }
  return counted;
}

bool tally_snapshot::is(const statement& asked) { return calls(asked, "tally_snapshot("); }

rows tally_snapshot::write(const counted_votes& counted) {
  rows made;
  const auto sequence = std::to_string(counted.sequence.value_or(0));
  for (const auto& [poll, options] : counted.votes) {
    for (const auto& [option, n] : options) made.values.push_back({sequence, poll, option, std::to_string(n)});
  }
  for (const auto& [poll, n] : counted.voters) {
    made.values.push_back({sequence, poll, std::nullopt, std::to_string(n)});
  }
  if (made.values.empty()) made.values.push_back({sequence, std::nullopt, std::nullopt, std::nullopt});
  return made;
}

statement arrival_lines::ask(const std::vector<std::string>& polls) {
  return {"SELECT poll, step, at, n FROM arrival_lines($1::text[])", {to_array(polls)}};
}

by_name<arrivals> arrival_lines::read(const rows& answer) {
  by_name<arrivals> all;
  for (const auto& one : answer.values) {
    const auto* poll = find_text(one, 0);
    if (poll == nullptr) continue;
    auto& line = all[*poll];
    line.step = integer_at(one, 1);
    line.points.emplace_back(integer_at(one, 2), integer_at(one, 3));
  }
  return all;
}

statement report_viewers::ask(const std::string& process, const by_name<std::int64_t>& watching) {
  array_literal polls;
  array_literal numbers;
  for (const auto& [poll, n] : watching) {
    polls.add(poll);
    numbers.add(std::to_string(n));
  }
  return {"SELECT poll, n FROM report_viewers($1::uuid, $2::text[], $3::integer[])",
          {process, polls.take(), numbers.take()}};
}

by_name<std::int64_t> report_viewers::read(const rows& answer) {
  by_name<std::int64_t> all;
  for (const auto& one : answer.values) {
    if (const auto* poll = find_text(one, 0)) all[*poll] = integer_at(one, 1);
  }
  return all;
}

std::optional<statement> report_viewers::without_tables(const statement& asked) {
  if (!calls(asked, "report_viewers(") || asked.parameters.size() != 3) return std::nullopt;
  return statement{"SELECT v.poll, v.n FROM unnest($1::text[], $2::integer[]) AS v (poll, n)",
                   {asked.parameters[1], asked.parameters[2]}};
}

}  // namespace scrutin::actors::sql
