#pragma once
// A database of a test's own, and what a worker asks of it.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/postgres/sql_exec.hpp"
#include "actors/schema/run.hpp"
#include "actors/schema/schema.hpp"
#include "tests/support/postgres_server.hpp"

namespace scrutin::test {

/// A ballot as apply_batch takes it. `uid` stands for the 128 bits of that number.
struct ballot {
  std::uint64_t uid = 0;
  std::string voter;
  std::string choice = "a";
  std::string poll = "default";
  std::int64_t ms = 1'700'000'000'000;
  bool final = false;  ///< cast where a first vote stands
  bool roll = false;   ///< cast where voters must be on a roll
};

/// The same ballots, cast where a first vote stands.
inline std::vector<ballot> as_final(std::vector<ballot> batch) {
  for (auto& one : batch) one.final = true;
  return batch;
}

inline std::string uuid_of(std::uint64_t number) {
  const auto hex = std::string(32, '0') + [number] {
    char digits[17];
    std::snprintf(digits, sizeof(digits), "%llx", static_cast<unsigned long long>(number));
    return std::string(digits);
  }();
  return hex.substr(hex.size() - 32);
}

/// A session of a worker.
class session {
public:
  explicit session(const std::string& url) : connection(url) {}

  pqxx::result exec(const std::string& sql, const std::vector<std::optional<std::string>>& parameters = {}) {
    pqxx::nontransaction transaction{connection};
    return actors::sql_exec(transaction, sql, parameters);
  }

  /// The only value of the only row; "" for NULL.
  std::string value(const std::string& sql, const std::vector<std::optional<std::string>>& parameters = {}) {
    return exec(sql, parameters).at(0).at(0).c_str();
  }

  /// Each row's values, with commas, and the rows in lines.
  std::string table(const std::string& sql) {
    std::string all;
    for (const auto& row : exec(sql)) {
      if (!all.empty()) all += "\n";
      for (const auto& field : row) all += (field.num() == 0 ? "" : ",") + std::string(field.c_str());
    }
    return all;
  }

  /// A token, or nothing where another holds the partition.
  std::optional<std::int64_t> acquire(int partition, const std::string& holder = "us", std::int64_t lease_ms = 60'000) {
    const auto token = value("SELECT acquire_lease($1::int, $2, $3::bigint, 4)",
                             {std::to_string(partition), holder, std::to_string(lease_ms)});
    return token.empty() ? std::nullopt : std::optional<std::int64_t>(std::stoll(token));
  }

  /// How many ballots were fresh.
  std::int64_t apply(int partition, std::int64_t token, const std::vector<ballot>& batch,
                     std::int64_t lease_ms = 60'000) {
    std::string uids, polls, voters, choices, times, finals, rolls;
    const auto add = [](std::string& array, const std::string& element) {
      array += (array.empty() ? "{\"" : ",\"") + element + "\"";
    };
    for (const auto& one : batch) {
      add(uids, uuid_of(one.uid));
      add(polls, one.poll);
      add(voters, one.voter);
      add(choices, one.choice);
      add(times, std::to_string(one.ms));
      add(finals, one.final ? "t" : "f");
      add(rolls, one.roll ? "t" : "f");
    }
    for (auto* array : {&uids, &polls, &voters, &choices, &times, &finals, &rolls})
      *array += array->empty() ? "{}" : "}";
    return std::stoll(
        value("SELECT apply_batch($1::int, $2::bigint, $3::bigint, $4::uuid[], $5::text[], $6::text[], "
              "$7::text[], $8::bigint[], $9::boolean[], $10::boolean[])",
              {std::to_string(partition), std::to_string(token), std::to_string(lease_ms), uids, polls, voters, choices,
               times, finals, rolls}));
  }

  /// What became of it: applied, late or known.
  std::string apply_letter(int partition, const ballot& one) {
    return value("SELECT apply_letter($1::int, $2::uuid, $3, $4, $5, $6::bigint, $7::boolean, $8::boolean)",
                 {std::to_string(partition), uuid_of(one.uid), one.poll, one.voter, one.choice, std::to_string(one.ms),
                  one.final ? "t" : "f", one.roll ? "t" : "f"});
  }

  pqxx::connection connection;
};

/// A fresh database with the schema in it.
class WithSchema : public ::testing::Test {
public:
  /// Finds what is wrong.
  static constexpr const char* audit =
      "SELECT 'vote', poll, voter, choice, right_choice FROM wrong_votes "
      "UNION ALL SELECT 'tally', poll, choice, n::text, right_n::text FROM audited_tallies WHERE n <> right_n "
      "UNION ALL SELECT 'turnout', poll, '', n::text, right_n::text FROM audited_turnout WHERE n <> right_n "
      "UNION ALL SELECT 'arrivals', poll, step || ' ' || at, n::text, right_n::text FROM audited_arrivals "
      "WHERE n <> right_n ORDER BY 1, 2, 3";

protected:
  WithSchema() { actors::install_schema(db.connection); }

  /// What a typed call answers.
  template <class Call, class... Arguments>
  auto call(const Arguments&... arguments)
      -> decltype(actors::sql::run<Call>(std::declval<pqxx::nontransaction&>(), arguments...)) {
    pqxx::nontransaction transaction{db.connection};
    return actors::sql::run<Call>(transaction, arguments...);
  }

  std::string tallies() {
    return db.table(
        "SELECT poll, choice, n FROM tally_snapshot() WHERE n <> 0 AND choice IS NOT NULL ORDER BY poll, choice");
  }
  std::string turnout() {
    return db.table("SELECT poll, n FROM tally_snapshot() WHERE poll IS NOT NULL AND choice IS NULL ORDER BY poll");
  }

  std::string wrong() { return db.table(audit); }
  std::string sequence() { return db.value("SELECT sequence FROM tally_snapshot() LIMIT 1"); }

  std::string url = postgres_server::shared().create_database();
  session db{url};
};

/// The SQLSTATE of what `call` throws; "" where it throws nothing.
template <class F>
std::string sqlstate_of(F call) {
  try {
    call();
  } catch (const pqxx::serialization_failure&) {  // which libpqxx 6 gives no SQLSTATE
    return "40001";
  } catch (const pqxx::sql_error& e) {
    return e.sqlstate();
  }
  return "";
}

}  // namespace scrutin::test
