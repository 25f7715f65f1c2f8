// From the original vote page's list into the streams, with a real Redis.
#include "actors/sync/list_drain.hpp"

#include <prometheus/registry.h>
#include <spdlog/sinks/ostream_sink.h>

#include <caf/send.hpp>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "actors/redis/redis_connection.hpp"
#include "actors/runtime/child_list.hpp"
#include "actors/runtime/supervisor.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/redis_client.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using test::redis_client;

std::string item_of(const std::string& voter, const std::string& choice) {
  return R"({"voter_id": ")" + voter + R"(", "vote": ")" + choice + "\"}";
}

class ListDrain : public LoopTest {
protected:
  static constexpr unsigned partitions = 3;

  ~ListDrain() override {
    for (auto& worker : workers) caf::anon_send(worker, drain_atom::value);
    run_until([this] { return ended == workers.size(); });
    workers.clear();
  }

  /// The pair of one worker, as worker/service.cpp builds it, on a loop that says what it logs.
  void work(unsigned streams = partitions) {
    config::redis settings;
    settings.url = redis.url();
    child_list children;
    const auto connection = children.add(child<redis_connection_actor>{
        .name = "redis_connection",
        .start = [this, settings](auto& parent) { return home.spawn<redis_connection>(settings, parent); },
        .rises = rising::announced,
        .limit = no_limit,
        .wait = {5ms, 50ms},
    });
    children
        .add(child<list_drain_actor>{
            .name = "list_drain",
            .start = [this, streams](auto&) { return home.spawn<list_drain>(streams, board, metrics); },
        })
        .asks(connection);
    auto started = home.spawn<supervisor>("list", children.take(), health_actor{});
    started->attach_functor([this](const caf::error&) { ++ended; });
    workers.push_back(started);
  }

  void push(const std::vector<std::string>& items) {
    std::vector<std::string> words{"RPUSH", "votes"};
    words.insert(words.end(), items.begin(), items.end());
    redis_client{redis}.ask(redis_command{words});
  }

  std::int64_t number(const redis_command& command) { return redis_client{redis}.ask(command).integer(); }

  bool list_empties() {
    return run_until([this] { return number({"LLEN", "votes"}) == 0; }, 20s);
  }

  /// The fields of each entry of a stream, in its order.
  std::vector<redis_value> entries(const std::string& stream) {
    std::vector<redis_value> all;
    const auto reply = redis_client{redis}.ask({"XRANGE", stream, "-", "+"});
    for (const auto& entry : reply.items()) all.push_back(entry.items().at(1));
    return all;
  }

  /// The ballots of all partitions, by voter, each voter's in their order; every one in its partition.
  std::map<std::string, std::string> choices_by_voter() {
    std::map<std::string, std::string> found;
    for (unsigned p = 0; p < partitions; ++p) {
      for (const auto& fields : entries(stream_name(p))) {
        if (const auto vote = to_ballot(fields)) {
          EXPECT_EQ(partition_of(vote->voter, partitions), p) << vote->voter;
          EXPECT_EQ(vote->poll, "default");
          EXPECT_TRUE(uids.insert(vote->id.to_string()).second);
          found[vote->voter] += vote->choice;
        } else {
          ADD_FAILURE() << vote.error().why;
        }
      }
    }
    uids.clear();
    return found;
  }

  /// Pushes `rounds` votes of each of `voters` voters, all voters in turn; what choices_by_voter() is to find.
  std::map<std::string, std::string> push_rounds(int rounds, int voters) {
    std::map<std::string, std::string> wanted;
    for (int round = 0; round < rounds; ++round) {
      std::vector<std::string> items;
      for (int i = 0; i < voters; ++i) {
        const auto voter = "v" + std::to_string(i);
        const std::string choice = (round * 7 + i * 3 + round * i) % 5 < 2 ? "a" : "b";
        items.push_back(item_of(voter, choice));
        wanted[voter] += choice;
      }
      push(items);
    }
    return wanted;
  }

  std::size_t logged(const std::string& text) const {
    const auto all = lines->str();
    std::size_t count = 0;
    for (auto at = all.find(text); at != all.npos; at = all.find(text, at + 1)) ++count;
    return count;
  }

  std::shared_ptr<std::ostringstream> lines = std::make_shared<std::ostringstream>();
  test::redis_server redis;
  prometheus::Registry registry;
  std::shared_ptr<poll_board> board = std::make_shared<poll_board>(config::poll_list{config::default_poll()});
  std::shared_ptr<list_metrics> metrics = std::make_shared<list_metrics>(registry);
  std::set<std::string> uids;
  std::vector<supervisor_actor> workers;
  std::atomic<std::size_t> ended = 0;

private:
  void SetUp() override { log->sinks() = {std::make_shared<spdlog::sinks::ostream_sink_mt>(*lines)}; }
};

TEST_F(ListDrain, MovesEachVoteOnceIntoItsPartitionInTheListsOrder) {
  const auto wanted = push_rounds(20, 100);
  work();
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), wanted);
  EXPECT_TRUE(run_until([this] { return metrics->moved->Value() == 2000; }));
  EXPECT_EQ(metrics->dead_letters->Value(), 0);
  push({item_of("late", "b")});
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter().at("late"), "b");
}

TEST_F(ListDrain, MovesWhatIsNoVoteToTheDeadLettersWithTheReason) {
  const std::vector<std::pair<std::string, std::string>> foreign{
      {"", "not JSON"},
      {"a", "not JSON"},
      {R"({"voter_id": "v", "vote": "a"} x)", "not JSON"},
      {R"(["v", "a"])", "no JSON object"},
      {R"({"vote": "a"})", "\"voter_id\" is missing"},
      {R"({"voter_id": 7, "vote": "a"})", "\"voter_id\" is missing or no text"},
      {R"({"voter_id": "", "vote": "a"})", "\"voter_id\" is empty"},
      {R"({"voter_id": "v w", "vote": "a"})", "\"voter_id\" is empty, over-long or not plain text"},
      {R"({"voter_id": "\u00e9", "vote": "a"})", "\"voter_id\" is empty, over-long or not plain text"},
      {item_of(std::string(65, 'v'), "a"), "\"voter_id\" is empty, over-long"},
      {R"({"voter_id": "v"})", "\"vote\" is missing"},
      {R"({"voter_id": "v", "vote": null})", "\"vote\" is missing or no text"},
      {item_of("v", ""), "\"vote\" is empty"},
      {item_of("v", "a b"), "\"vote\" is empty, over-long or not plain text"},
      {R"({"vote": [[[[[[[[[[]]]]]]]]]]})", "not JSON"},
      {item_of("v", "a") + std::string(5000, ' '), "longer than 4096 bytes"},
      {std::string("\0\xff\r\n", 4), "not JSON"},
  };
  push({item_of("v", "a")});
  for (const auto& [text, why] : foreign) push({text});
  push({R"({"vote": "b", "more": [1], "voter_id": "\u0076"})"});
  work();
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), (std::map<std::string, std::string>{{"v", "ab"}}));
  const auto dead = entries("votes:dead");
  ASSERT_EQ(dead.size(), foreign.size());
  for (std::size_t i = 0; i < dead.size(); ++i) {
    std::vector<std::string> words;
    for (const auto& word : dead[i].items()) words.push_back(word.text());
    ASSERT_EQ(words.size(), 8U);
    EXPECT_NE(words[5].find(foreign[i].second), std::string::npos) << foreign[i].first << ": " << words[5];
    words[5] = "why";
    EXPECT_EQ(words,
              (std::vector<std::string>{"stream", "votes", "entry", "-", "reason", "why", "json", foreign[i].first}));
  }
  EXPECT_TRUE(run_until([&] { return metrics->dead_letters->Value() == static_cast<double>(foreign.size()); }));
  EXPECT_EQ(metrics->moved->Value(), 2);
  EXPECT_EQ(logged("items of the list votes to votes:dead; of the first: it is not JSON"), 1U);
}

TEST_F(ListDrain, MovesEachVoteOnceWithSeveralAtOnce) {
  for (int i = 0; i < 4; ++i) work();
  std::map<std::string, std::string> wanted;
  for (int i = 0; i < 40; ++i) {
    for (const auto& [voter, choices] : push_rounds(2, 50)) wanted[voter] += choices;
    run_until([] { return false; }, 5ms);
  }
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), wanted);
  EXPECT_TRUE(run_until([this] { return metrics->moved->Value() == 4000; }));
}

// The head that one has seen may be gone, or be another's, when it comes to move it.
TEST_F(ListDrain, ChangesNothingWhereTheListIsNotWhatWasSeen) {
  redis_client client{redis};
  const published_offer offered{{"default", {"a", "b"}, false}};
  push({item_of("v", "a"), item_of("w", "a")});
  const auto seen = to_list_batch(client.ask(peek_list()), offered);
  ASSERT_EQ(seen.items.size(), 2U);
  const auto other = [&](const redis_command& command) {
    client.ask(command);
    EXPECT_EQ(client.ask(move_list(seen, partitions, offered)).integer(), 0);
    EXPECT_TRUE(choices_by_voter().empty());
  };
  other({"LPOP", "votes"});
  other({"RPUSH", "votes", item_of("x", "a")});
  other({"DEL", "votes"});
  push({item_of("v", "a"), item_of("w", "a"), item_of("x", "a")});
  EXPECT_EQ(client.ask(move_list(seen, partitions, offered)).integer(), 2);
  EXPECT_EQ(client.ask(move_list(seen, partitions, offered)).integer(), 0);
  EXPECT_EQ(choices_by_voter(), (std::map<std::string, std::string>{{"v", "a"}, {"w", "a"}}));
  EXPECT_EQ(number({"LLEN", "votes"}), 1);
}

TEST_F(ListDrain, LosesAndDoublesNothingWhenRedisIsKilledInTheMiddle) {
  work();
  work();
  std::map<std::string, std::string> wanted;
  for (int kill = 0; kill < 5; ++kill) {
    for (const auto& [voter, choices] : push_rounds(40, 100)) wanted[voter] += choices;
    run_until([&] { return number({"LLEN", "votes"}) < 3000; });
    redis.kill();
    redis.start();
  }
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), wanted);
}

TEST_F(ListDrain, WaitsUntilTheKeyIsAListAgainAndSaysSoOnce) {
  redis_client{redis}.ask({"SET", "votes", "42"});
  work();
  ASSERT_TRUE(run_until([this] { return logged("WRONGTYPE the key votes holds a string and no list") == 1; }));
  EXPECT_EQ(logged("rename or delete that key"), 1U);
  run_until([] { return false; }, 2500ms);
  EXPECT_EQ(logged("WRONGTYPE"), 1U);
  redis_client{redis}.ask({"DEL", "votes"});
  push({item_of("v", "a")});
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), (std::map<std::string, std::string>{{"v", "a"}}));
}

// A script that fails half-way would leave what it wrote before, and write it again the next time.
TEST_F(ListDrain, WritesNothingWhereOneOfTheStreamsIsSomethingElse) {
  redis_client{redis}.ask({"SET", stream_name(2), "42"});
  const auto wanted = push_rounds(2, 20);
  work();
  ASSERT_TRUE(run_until([this] { return logged("WRONGTYPE the key votes:2 holds a string and no stream") == 1; }));
  EXPECT_EQ(number({"XLEN", stream_name(0)}) + number({"XLEN", stream_name(1)}), 0);
  EXPECT_EQ(number({"LLEN", "votes"}), 40);
  redis_client{redis}.ask({"DEL", stream_name(2)});
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), wanted);
}

TEST_F(ListDrain, LeavesTheVotesInTheListWhileRedisHasNoMemoryForThem) {
  const auto wanted = push_rounds(5, 100);
  redis_client{redis}.ask({"CONFIG", "SET", "maxmemory", "1000"});
  work();
  ASSERT_TRUE(run_until([this] { return logged("OOM ") == 1; }));
  EXPECT_EQ(logged("give Redis more memory (maxmemory)"), 1U);
  EXPECT_EQ(number({"LLEN", "votes"}), 500);
  EXPECT_TRUE(choices_by_voter().empty());
  redis_client{redis}.ask({"CONFIG", "SET", "maxmemory", "0"});
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(choices_by_voter(), wanted);
}

TEST_F(ListDrain, AgreesWithTheVoteProcessesOnTheNumberOfPartitions) {
  redis_client{redis}.ask({"SET", "scrutin:partitions", "8"});
  push({item_of("v", "a")});
  work();
  ASSERT_TRUE(run_until([this] {
    return logged("PARTITIONS the settings say 3, the key scrutin:partitions says 8; give redis.partitions") == 1;
  }));
  EXPECT_EQ(number({"LLEN", "votes"}), 1);
  redis_client{redis}.ask({"DEL", "scrutin:partitions"});
  ASSERT_TRUE(list_empties());
  EXPECT_EQ(redis_client{redis}.ask({"GET", "scrutin:partitions"}).text(), "3");
}

TEST_F(ListDrain, AsksSeldomWhileTheListIsEmpty) {
  work();
  ASSERT_TRUE(run_until([this] { return redis.ask("INFO commandstats").find("cmdstat_eval") != std::string::npos; }));
  const auto begun = std::chrono::steady_clock::now();
  redis_client{redis}.ask({"CONFIG", "RESETSTAT"});
  const auto calls = [this] {
    const auto stats = redis_client{redis}.ask({"INFO", "commandstats"}).text();
    const std::string start = "cmdstat_eval:calls=";
    const auto at = stats.find(start);
    return at == stats.npos ? 0 : std::stoi(stats.substr(at + start.size()));
  };
  ASSERT_TRUE(run_until([&] { return calls() >= 5; }));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, 400ms);  // four pauses lie between five calls
}

}  // namespace
}  // namespace scrutin::actors
