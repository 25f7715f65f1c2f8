#include "actors/schema/batches.hpp"

#include <string>

#include "actors/postgres/array_literal.hpp"
#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

namespace {

// An array a column: uid, poll, voter, choice, time, final, roll.
void add_columns(const known_ballots& of, std::vector<std::optional<std::string>>& to) {
  array_literal uids;
  array_literal polls;
  array_literal voters;
  array_literal choices;
  array_literal times;
  array_literal finals;
  array_literal rolls;
  for (const auto& vote : of.ballots) {
    uids.add(vote.id.to_string());
    polls.add(vote.poll);
    voters.add(vote.voter);
    choices.add(vote.choice);
  }
  for (const auto ms : of.times) times.add(std::to_string(ms));
  for (const bool final : of.finals) finals.add(final ? "t" : "f");
  for (const bool roll : of.rolls) rolls.add(roll ? "t" : "f");
  for (auto* column : {&uids, &polls, &voters, &choices, &times, &finals, &rolls}) to.emplace_back(column->take());
}

std::optional<fate> to_fate(const row& of) {
  const auto said = text_at(of, 0);
  if (said == "applied") return fate::applied;
  if (said == "late") return fate::late;
  if (said == "known") return fate::known;
  return std::nullopt;
}

}  // namespace

statement apply_batch::ask(unsigned partition, std::int64_t token, std::chrono::milliseconds lease,
                           const known_ballots& batch, const stream_position& until) {
  statement made{
      "SELECT apply_batch($1::int, $2::bigint, $3::bigint, $4::uuid[], $5::text[], $6::text[], $7::text[], "
      "$8::bigint[], $9::boolean[], $10::boolean[], $11, $12::uuid)",
      {std::to_string(partition), std::to_string(token), std::to_string(lease.count())}};
  add_columns(batch, made.parameters);
  for (const auto* word : {&until.entry, &until.uid}) {
    made.parameters.push_back(until ? std::optional(*word) : std::nullopt);
  }
  return made;
}

std::int64_t apply_batch::read(const rows& answer) { return integer_at(first_of(answer), 0); }

statement apply_letter::ask(unsigned partition, const ballot& vote, std::int64_t ms, ballot_terms under) {
  return {"SELECT apply_letter($1::int, $2::uuid, $3, $4, $5, $6::bigint, $7::boolean, $8::boolean)",
          {std::to_string(partition), vote.id.to_string(), vote.poll, vote.voter, vote.choice, std::to_string(ms),
           under.final ? "t" : "f", under.roll ? "t" : "f"}};
}

std::optional<fate> apply_letter::read(const rows& answer) { return to_fate(first_of(answer)); }

statement apply_letters::ask(unsigned partition, const known_ballots& letters) {
  statement made{
      "SELECT apply_letter($1::int, b.uid, b.poll, b.voter, b.choice, b.ms, b.final, b.roll) "
      "FROM (SELECT * FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::boolean[], "
      "$8::boolean[]) "
      "WITH ORDINALITY AS u (uid, poll, voter, choice, ms, final, roll, ord) ORDER BY ord OFFSET 0) AS b",
      {std::to_string(partition)}};
  add_columns(letters, made.parameters);
  return made;
}

std::vector<fate> apply_letters::read(const rows& answer) {
  std::vector<fate> all;
  all.reserve(answer.values.size());
  for (const auto& one : answer.values) all.push_back(to_fate(one).value_or(fate::known));
  return all;
}

}  // namespace scrutin::actors::sql
