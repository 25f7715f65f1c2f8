// The model against the real server: the same statements, the same answers and the same tables.
#include "tests/simulation/postgres_model.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <pqxx/pqxx>

#include "actors/postgres/sql_exec.hpp"
#include "actors/schema/roll.hpp"
#include "actors/schema/schema.hpp"
#include "actors/sync/sync_batch.hpp"
#include "tests/support/postgres_server.hpp"

namespace scrutin::simulation {
namespace {

using actors::statement;
using namespace std::chrono_literals;

constexpr auto an_hour = 3'600'000ms;

class real_postgres {
public:
  real_postgres() {
    actors::install_schema(connection_);
    text("TRUNCATE ledger, votes, tallies, turnout, arrivals, offered, offers, partitions, roll");
  }

  /// The values, "null" for one that is missing, or "error " and the SQLSTATE.
  std::string ask(const statement& what) {
    try {
      pqxx::nontransaction transaction{connection_};
      const auto found = actors::sql_exec(transaction, what.sql, what.parameters);
      std::string all;
      for (const auto& row : found) {
        for (const auto& field : row) all += std::string(field.is_null() ? "null" : field.c_str()) + " ";
      }
      return all;
    } catch (const pqxx::sql_error& e) {
      return "error " + e.sqlstate();
    }
  }

  std::string text(const std::string& sql) {
    pqxx::nontransaction transaction{connection_};
    std::string all;
    for (const auto& row : transaction.exec(sql)) {
      for (const auto& field : row) all += std::string(field.is_null() ? "null" : field.c_str()) + " ";
      all += "\n";
    }
    return all;
  }

private:
  static const std::string& url() {
    static const auto one = test::postgres_server::shared().create_database();
    return one;
  }

  pqxx::connection connection_{url()};
};

std::string ask(postgres_model& model, const statement& what) {
  const auto answer = model.execute(what, 0ms);
  if (!answer.sqlstate.empty()) return "error " + answer.sqlstate;
  std::string all;
  for (const auto& row : answer.value.values) {
    for (const auto& value : row) all += value.value_or("null") + " ";
  }
  return all;
}

statement call(const std::string& function, int p, const std::string& second) {
  const std::string casts = function == "acquire_lease" ? "$1::int, $2, $3::bigint, 4)"
                            : function == "renew_lease" ? "$1::int, $2::bigint, $3::bigint)::int"
                                                        : "$1::int, $2::bigint)::int";
  statement what{"SELECT " + function + "(" + casts, {std::to_string(p), second}};
  if (function != "release_lease") what.parameters.push_back(std::to_string(an_hour.count()));
  return what;
}

// All votes of a voter are in one partition.
actors::sync_batch any_batch(int partition) {
  actors::sync_batch batch;
  const auto size = *rc::gen::inRange(0, 6);
  for (int i = 0; i < size; ++i) {
    actors::ballot vote;
    vote.id.bytes[15] = static_cast<std::uint8_t>(*rc::gen::inRange(1, 12) * 2 + partition);
    vote.poll = *rc::gen::elementOf(std::vector<std::string>{"default", "default", "once", "many"});
    // One uid is one ballot, wherever it comes again.
    vote.voter = "v" + std::to_string(vote.id.bytes[15] % 6);
    vote.choice = std::string(1, static_cast<char>('a' + vote.id.bytes[15] % 3));
    if (vote.poll == "many") vote.choice += std::string(",") + static_cast<char>('c' + vote.id.bytes[15] % 5);
    batch.ballots.push_back(vote);
    batch.times.push_back(1000 + i);
    batch.finals.push_back(*rc::gen::arbitrary<bool>());
    batch.rolls.push_back(*rc::gen::inRange(0, 6) == 0);
  }
  return batch;
}

// A batch moves the position, or says nothing of it.
actors::stream_position any_position() {
  const auto entry = *rc::gen::inRange(0, 4);
  if (entry == 0) return {};
  actors::uid id;
  id.bytes[15] = static_cast<std::uint8_t>(*rc::gen::inRange(1, 4));
  return {std::to_string(entry) + "-0", id.to_string()};
}

std::string partitions_of(const postgres_model& model) {
  std::string all;
  for (const auto& [p, of] : model.partitions()) {
    all += std::to_string(p) + " " + std::to_string(of.token) + " " + of.holder.value_or("null") + " " +
           std::to_string(of.applied) + " " + std::to_string(of.batches) + " " +
           (of.entry.empty() ? "null null" : of.entry + " " + of.entry_uid) + " \n";
  }
  return all;
}

std::string ledger_of(const postgres_model& model) {
  auto rows = model.ledger();
  std::ranges::sort(rows, {}, [](const auto& row) { return std::tuple(row.partition, row.n, row.uid); });
  std::string all;
  for (const auto& row : rows) {
    all += std::to_string(row.partition) + " " + std::to_string(row.n) + " " + row.uid + " " + row.poll + " " +
           row.voter + " " + row.choice + " \n";
  }
  return all;
}

std::string votes_of(const postgres_model& model) {
  std::string all;
  for (const auto& [key, vote] : model.votes()) {
    all += key.first + " " + key.second + " " + vote.first + " " + vote.second + " \n";
  }
  return all;
}

std::string tallies_of(const postgres_model& model) {
  std::string all;
  for (const auto& [key, n] : model.tallies()) {
    if (n == 0) continue;
    all += std::get<0>(key) + " " + std::get<1>(key) + " " + std::to_string(std::get<2>(key)) + " " +
           std::to_string(n) + " \n";
  }
  return all;
}

std::string turnout_of(const postgres_model& model) {
  std::string all;
  for (const auto& [key, n] : model.turnout()) {
    all += key.first + " " + std::to_string(key.second) + " " + std::to_string(n) + " \n";
  }
  return all;
}

RC_GTEST_PROP(PostgresModel, AnswersAndKeepsWhatTheServerDoes, ()) {
  real_postgres real;
  postgres_model model;
  const auto length = *rc::gen::inRange(1, 25);
  for (int i = 0; i < length; ++i) {
    const auto p = *rc::gen::inRange(0, 2);
    const auto found = model.partitions().find(p);
    const auto token = (found == model.partitions().end() ? 0 : found->second.token) - (*rc::gen::inRange(0, 5) == 0);
    statement what;
    switch (*rc::gen::inRange(0, 11)) {
      case 7:
        what = actors::sql::position_of::ask(static_cast<unsigned>(p));
        break;
      case 0:
      case 1:
        what = call("acquire_lease", p, *rc::gen::arbitrary<bool>() ? "one" : "two");
        break;
      case 2:
        what = call("renew_lease", p, std::to_string(token));
        break;
      case 3:
        what = call("release_lease", p, std::to_string(token));
        break;
      case 4:  // the lease runs out
        real.text("UPDATE partitions SET expires = clock_timestamp() WHERE p = " + std::to_string(p));
        if (found != model.partitions().end()) found->second.expires = 0ms;
        continue;
      case 5:
        what = actors::offer_statement({{.id = "default",
                                         .question = {},
                                         .options = {{*rc::gen::elementOf(std::vector<std::string>{"a", "b"}), {}},
                                                     {*rc::gen::elementOf(std::vector<std::string>{"c", "d"}), {}}},
                                         .change = *rc::gen::arbitrary<bool>()}});
        break;
      case 6:
        what = actors::sql::add_to_roll::ask(
            *rc::gen::elementOf(std::vector<std::string>{"default", "once"}),
            {"v" + std::to_string(*rc::gen::inRange(0, 6)), "v" + std::to_string(*rc::gen::inRange(0, 6))});
        break;
      default:
        what = actors::apply_statement(any_batch(p), static_cast<unsigned>(p), token, an_hour, any_position());
    }
    RC_LOG() << what.sql;
    for (const auto& parameter : what.parameters) RC_LOG() << " " << parameter.value_or("null");
    RC_LOG() << '\n';
    RC_ASSERT(ask(model, what) == real.ask(what));
  }
  RC_ASSERT(partitions_of(model) ==
            real.text("SELECT p, token, holder, applied, batches, entry, entry_uid FROM partitions "
                      "ORDER BY p"));
  RC_ASSERT(ledger_of(model) ==
            real.text("SELECT partition, n, uid, poll, voter, choice FROM ledger ORDER BY partition, n, uid"));
  RC_ASSERT(votes_of(model) == real.text("SELECT poll, id, vote, uid FROM votes ORDER BY poll, id"));
  RC_ASSERT(turnout_of(model) == real.text("SELECT poll, partition, n FROM turnout ORDER BY poll, partition"));
  RC_ASSERT(tallies_of(model) ==
            real.text("SELECT poll, choice, partition, n FROM tallies WHERE n <> 0 ORDER BY poll, choice, partition"));
}

}  // namespace
}  // namespace scrutin::simulation
