// `worker codes`, and votes by them all the way to the tables: with a real Redis and a real PostgreSQL.
#include <gmock/gmock.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "actors/ballots/roll.hpp"
#include "tests/actors/schema/database.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"
#include "tests/support/text_of.hpp"
#include "tests/worker/worker_command.hpp"

namespace scrutin::test {
namespace {

using actors::roll_code;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Codes : public WithSchema {
protected:
  Codes() {
    std::ofstream{file()} << "[result]\nvote_url = \"https://vote.example.org\"\n"
                             "[[poll]]\nid = \"board\"\nquestion = { en = \"Who & why?\", fr = \"Qui ?\" }\n"
                             "integrity = \"roll\"\noptions = [{ id = \"a\", label = { en = \"Ann\", fr = \"Ann\" } }, "
                             "{ id = \"b\", label = { en = \"Bob\", fr = \"Bob\" } }]\n"
                             "[[poll]]\nid = \"open\"\nquestion = \"?\"\n"
                             "options = [{ id = \"a\", label = \"A\" }, { id = \"b\", label = \"B\" }]\n";
  }

  std::string file() const { return directory.path() / "scrutin.toml"; }

  service::variables settings() const {
    return {{"SCRUTIN_REDIS_URL", redis.url()},
            {"SCRUTIN_POSTGRES_URL", url},
            {"SCRUTIN_REDIS_PARTITIONS", "2"},
            {"SCRUTIN_CONFIG", file()}};
  }

  ended run(const std::vector<std::string>& arguments) { return run_worker(settings(), arguments); }

  /// Makes so many.
  std::vector<std::string> codes(int count) {
    const auto done = run({"codes", "--poll", "board", "--count", std::to_string(count)});
    EXPECT_EQ(done.status, 0) << done.said;
    std::istringstream lines{done.said};
    std::vector<std::string> all;
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, "code,link");
    while (std::getline(lines, line)) {
      all.push_back(line.substr(0, line.find(',')));
      EXPECT_EQ(line, all.back() + ",https://vote.example.org/polls/board?code=" + all.back());
    }
    EXPECT_EQ(all.size(), static_cast<std::size_t>(count));
    return all;
  }

  static http_answer vote(const service& by, const std::string& choice, const std::string& code) {
    return ask(by.port(), "POST", "/", "vote=" + choice + "&code=" + code,
               "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n");
  }

  /// Once the worker has put the roll into Redis.
  static bool takes(const service& by, const std::string& choice, const std::string& code) {
    return eventually([&] { return vote(by, choice, code).status == 201U; });
  }

  bool ledger_has(const std::string& ballots) {
    return eventually([&] { return db.value("SELECT count(*) FROM ledger") == ballots; });
  }

  redis_server redis;
  redis_client client{redis};
  temp_directory directory{"scrutin-codes"};
};

TEST_F(Codes, ArePrintedOnceAndStandNowhere) {
  const auto made = codes(1200);
  EXPECT_EQ(std::set<std::string>(made.begin(), made.end()).size(), 1200U);
  EXPECT_EQ(db.value("SELECT count(*) FROM roll WHERE poll = 'board'"), "1200");
  const auto voter = roll_code::parse(made[0])->voter("board");
  EXPECT_EQ(db.value("SELECT count(*) FROM roll WHERE poll = 'board' AND voter = $1", {voter}), "1");
  EXPECT_EQ(client.ask({"SCARD", "scrutin:roll:board"}).integer(), 1200) << "without the mark, which a worker sets";
  const auto members = client.ask({"SMEMBERS", "scrutin:roll:board"});
  for (const auto& one : members.items()) {
    EXPECT_EQ(one.text().size(), 32U);
    EXPECT_EQ(one.text().find_first_not_of("0123456789abcdef"), std::string::npos);
  }
  codes(1);
  EXPECT_EQ(db.value("SELECT count(*) FROM roll"), "1201") << "more are added";
}

TEST_F(Codes, ArePrintedOnASheetThatOnlyItsOwnerReads) {
  const auto sheet = directory.path() / "sheet.html";
  const auto done = run({"codes", "--poll", "board", "--count", "3", "--sheet", sheet});
  EXPECT_EQ(done.status, 0) << done.said;
  const auto page = text_of(sheet);
  std::istringstream lines{done.said};
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) EXPECT_THAT(page, HasSubstr("<b>" + line.substr(0, line.find(',')) + "</b>"));
  EXPECT_THAT(page, AllOf(HasSubstr("<p lang=\"en\">Who &amp; why?</p>"), HasSubstr("Votre code"),
                          HasSubstr("<path d=\"M4 4h7v1h-7z"), Not(HasSubstr("http://")), Not(HasSubstr("src="))));
  EXPECT_EQ(std::filesystem::status(sheet).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(run({"codes", "--poll", "board", "--count", "3", "--sheet", sheet}).status, 2) << "it is there already";
  EXPECT_EQ(db.value("SELECT count(*) FROM roll"), "3");
}

TEST_F(Codes, SayWhatTheyWant) {
  const auto refusal = [&](const std::vector<std::string>& arguments) {
    const auto done = run(arguments);
    EXPECT_EQ(done.status, 2) << done.said;
    EXPECT_THAT(done.said, StartsWith("worker: "));
    return done.said;
  };
  EXPECT_THAT(refusal({"codes"}), HasSubstr("--poll ID"));
  EXPECT_THAT(refusal({"codes", "--poll", "nope", "--count", "3"}), HasSubstr("no poll \"nope\""));
  EXPECT_THAT(refusal({"codes", "--poll", "open", "--count", "3"}), HasSubstr("integrity = \"roll\""));
  EXPECT_THAT(refusal({"codes", "--poll", "board"}), HasSubstr("say how many: --count N"));
  EXPECT_THAT(refusal({"codes", "--poll", "board", "--count", "0"}), HasSubstr("--count must be 1 to 100000"));
  EXPECT_THAT(refusal({"codes", "--poll", "board", "--count", "1", "--url", "vote"}), HasSubstr("--url "));
  EXPECT_EQ(db.value("SELECT count(*) FROM roll"), "0");
}

// However often, from wherever, and at two processes in the same moment.
TEST_F(Codes, CountOnceEach) {
  const auto made = codes(3);
  service worker{"worker", settings()};
  service first{"vote", settings()};
  service second{"vote", settings()};
  ASSERT_TRUE(first.becomes_ready() && second.becomes_ready()) << first.process().log_tail();
  ASSERT_TRUE(takes(first, "b", made[0])) << worker.process().log_tail();
  constexpr int times = 40;
  std::vector<std::thread> voters;
  std::atomic<int> refused = 0;
  for (auto* by : {&first, &second}) {
    voters.emplace_back([&, by] {
      for (int i = 0; i < times; ++i) refused += vote(*by, i % 2 == 0 ? "a" : "b", made[0]).status == 201U ? 0 : 1;
    });
  }
  for (auto& one : voters) one.join();
  EXPECT_EQ(refused, 0);
  EXPECT_TRUE(takes(second, "a", made[1]));
  EXPECT_EQ(vote(first, "a", roll_code::random().to_string()).status, 403U);
  ASSERT_TRUE(ledger_has(std::to_string(2 * times + 2))) << worker.process().log_tail();
  EXPECT_EQ(turnout(), "board,2");
  EXPECT_EQ(wrong(), "");
  const auto audited = run({"audit"});
  EXPECT_EQ(audited.status, 0) << audited.said;
  EXPECT_THAT(audited.said, HasSubstr("poll \"board\": 3 codes, 2 voters\n"));
}

// What went into Redis by another hand than a vote process'.
TEST_F(Codes, CountOnlyWherePostgresHasThemToo) {
  codes(1);
  service worker{"worker", settings()};
  service by{"vote", settings()};
  ASSERT_TRUE(by.becomes_ready() && worker.becomes_ready()) << worker.process().log_tail();
  const auto forged = roll_code::random();
  ASSERT_TRUE(eventually([&] {
    client.ask(actors::fill_roll("board", {forged.voter("board")}));
    return vote(by, "a", forged.to_string()).status == 201U;
  })) << worker.process().log_tail();
  ASSERT_TRUE(eventually([&] {
    return client.ask({"XLEN", "votes:dead"}).integer() >= 1;
  })) << worker.process().log_tail();
  EXPECT_THAT(run({"dead-letters", "list"}).said, HasSubstr("its voter is not on the roll of the poll \"board\""));
  const auto retried = run({"dead-letters", "retry", "--all"});
  EXPECT_EQ(retried.status, 1);
  EXPECT_THAT(retried.said, HasSubstr("stays: PostgreSQL says: its voter is not on the roll"));
  EXPECT_EQ(db.value("SELECT count(*) FROM votes"), "0");
  // And it does not stay in Redis either.
  EXPECT_TRUE(eventually([&] {
    return client.ask({"SISMEMBER", "scrutin:roll:board", forged.voter("board")}).integer() == 0;
  }));
  EXPECT_TRUE(eventually([&] { return client.ask({"SCARD", "scrutin:roll:board"}).integer() == 2; }));
  EXPECT_EQ(vote(by, "a", forged.to_string()).status, 403U);
}

TEST_F(Codes, AreBackInARedisThatWasEmptied) {
  const auto made = codes(2);
  service worker{"worker", settings()};
  service by{"vote", settings()};
  ASSERT_TRUE(by.becomes_ready()) << by.process().log_tail();
  ASSERT_TRUE(takes(by, "a", made[0])) << worker.process().log_tail();
  client.ask({"FLUSHALL"});
  ASSERT_TRUE(takes(by, "b", made[1])) << worker.process().log_tail();
  EXPECT_EQ(client.ask({"SCARD", "scrutin:roll:board"}).integer(), 3);
}

TEST_F(Codes, AreMissedByTheAuditWhereSomebodyVotedWithoutOne) {
  codes(1);
  db.apply(0, db.acquire(0).value(), {{.uid = 1, .voter = "stranger", .poll = "board"}});
  const auto audited = run({"audit", "--repair"});
  EXPECT_EQ(audited.status, 1);
  EXPECT_THAT(audited.said, HasSubstr("poll \"board\": 1 codes, 1 voters, of whom 1 are not on its roll\n"));
}

}  // namespace
}  // namespace scrutin::test
