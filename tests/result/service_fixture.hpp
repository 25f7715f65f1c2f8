#pragma once
// A result process's servers, and what a test says to them and asks it.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <fstream>
#include <pqxx/pqxx>
#include <string>

#include "actors/ballots/uid.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin {

class ResultServiceTest : public ::testing::Test {
protected:
  test::service::variables at_servers() {
    return {{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", database}};
  }

  /// The same with polls of the test's own, in TOML.
  test::service::variables with_polls(const std::string& polls) {
    write_polls(polls);
    auto all = at_servers();
    all.emplace_back("SCRUTIN_CONFIG", file());
    return all;
  }

  void write_polls(const std::string& polls) const {
    std::ofstream{file()} << polls;  // whole, before it is read: whoever reads it is told by a signal
  }

  std::string file() const { return (folder.path() / "polls.toml").string(); }

  static std::string poll(const std::string& id, const std::string& more = {},
                          const std::string& options = R"({id="a",label="Apples"},{id="b",label="Berries"})") {
    return "[[poll]]\nid = \"" + id + "\"\nquestion = \"Which of " + id + "?\"\noptions = [" + options + "]\n" + more +
           "\n";
  }

  void sql(const std::string& what) {
    pqxx::connection connection{database};
    pqxx::work work{connection};
    work.exec(what);
    work.commit();
  }

  /// That many votes, as a worker would have counted them.
  void count(const std::string& id, const std::string& option, int votes, int voters) {
    sql("INSERT INTO tallies (poll, choice, partition, n) VALUES ('" + id + "', '" + option + "', 0, " +
        std::to_string(votes) + "); INSERT INTO turnout (poll, partition, n) VALUES ('" + id + "', 0, " +
        std::to_string(voters) +
        "); UPDATE partitions SET batches = batches + 1 WHERE p = -1; "
        "SELECT pg_notify('scrutin_tallies', '')");
  }

  /// A ballot of the ledger. Its receipt.
  std::string apply(const std::string& id, int n = 1) {
    const auto uid = actors::uid::make().to_string();
    sql("INSERT INTO ledger (uid, cast_at, n, partition, poll, voter, choice) VALUES ('" + uid + "', now(), " +
        std::to_string(n) + ", 0, '" + id + "', 'someone', 'a')");
    return uid;
  }

  boost::json::value results(test::service& result, const std::string& id = "default") {
    const auto answer = test::ask(result.port(), "GET", "/api/polls/" + id + "/results");
    return answer.status == 200 ? boost::json::parse(answer.body) : boost::json::value{};
  }

  bool total_becomes(test::service& result, std::int64_t wanted) {
    return test::eventually([&] {
      const auto found = results(result);
      return found.is_object() && found.at("total").as_int64() == wanted;
    });
  }

  test::temp_directory folder{"scrutin-result"};
  test::redis_server redis;
  std::string database = test::postgres_server::shared().create_database();
};

}  // namespace scrutin
