#include "actors/vote_ingest.hpp"

#include <prometheus/registry.h>

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <caf/typed_response_promise.hpp>
#include <deque>
#include <map>

#include "actors/failure.hpp"
#include "actors/redis_connection.hpp"
#include "actors/timed_append.hpp"
#include "tests/actors/loop_fixture.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::milliseconds;

std::vector<std::string> words_of(const redis_command& command) {
  std::vector<std::string> words;
  const auto& wire = command.wire();
  for (auto at = wire.find('$'); at < wire.size();) {
    std::size_t digits = 0;
    const auto length = std::stoul(wire.substr(at + 1), &digits);
    words.push_back(wire.substr(at + 1 + digits + 2, length));
    at += 1 + digits + 2 + length + 2;
  }
  return words;
}

// What a Redis has whose every answer the test decides.
struct scripted_redis {
  struct call {
    std::vector<std::string> words;
    caf::typed_response_promise<redis_value> answer;

    std::size_t ballots() const { return std::stoul(words[2]); }
    std::int64_t deadline() const { return std::stoll(words[3 + ballots()]); }
  };
  struct entry {
    std::string stream, uid, choice;
  };

  std::int64_t now = 1'700'000'000'000'000;     // its clock, which stands
  bool silent = false;                          // takes calls and does not run them
  bool late = false;                            // says so, whatever the deadline
  std::string error{};                          // to the next call as a whole, once
  std::map<std::string, std::string> errors{};  // to one uid
  std::vector<call> calls{};                    // those with ballots
  std::vector<entry> entries{};

  redis_value run(const call& one) {
    redis_value::list answer{{now}};
    if (late || now > one.deadline()) return {answer};
    for (std::size_t i = 0; i < one.ballots(); ++i) {
      const auto* fields = &one.words[4 + one.ballots() + 4 * i];
      const auto refused = errors.find(fields[0]);
      if (refused != errors.end()) {
        answer.push_back({redis_value::list{{refused->second}}});
        continue;
      }
      entries.push_back({one.words[3 + i], fields[0], fields[3]});
      answer.emplace_back().value = std::to_string(entries.size()) + "-0";
    }
    return {answer};
  }
};

// In the place of a redis_connection.
class scripted_connection final : public pinned<redis_connection_actor::base> {
public:
  scripted_connection(caf::actor_config& config, loop& home, scripted_redis* server)
      : pinned(config, home), server_(server) {}

  behavior_type make_behavior() override {
    return {[this](redis_command& command) -> caf::result<redis_value> {
      const auto words = words_of(command);
      if (words[0] == "SCRIPT") return redis_value{std::string("digest")};
      if (words[0] != "EVAL" && words[0] != "EVALSHA") return answer_to(words);
      if (words[2] == "0") return redis_value{redis_value::list{{server_->now}}};
      auto answer = make_response_promise<redis_value>();
      server_->calls.push_back({words, answer});
      if (server_->silent) {
        open_.push_back(answer);
      } else if (!server_->error.empty()) {
        answer.deliver(make_error(failure::refused, std::exchange(server_->error, {})));
      } else {
        answer.deliver(server_->run(server_->calls.back()));
      }
      return answer;
    }};
  }

  void on_exit() override {
    for (auto& one : open_) one.deliver(make_error(failure::unconfirmed, "the connection ended"));
  }

private:
  static redis_value answer_to(const std::vector<std::string>& words) {
    if (words[0] == "GET") return {std::string("4")};  // scrutin:partitions
    return {redis_value::list{{words.back()}, {std::string("whatever")}}};
  }

  scripted_redis* server_;
  std::vector<caf::typed_response_promise<redis_value>> open_;
};

struct told {
  int times = 0;
  std::string text;  // the receipt, or "error 2: ..."
  std::chrono::steady_clock::time_point at{};
};

class voter final : public pinned<caf::event_based_actor> {
public:
  voter(caf::actor_config& config, loop& home, vote_ingest_actor to, ballot what, told* into) : pinned(config, home) {
    const auto note = [into](std::string text) {
      ++into->times;
      into->text = std::move(text);
      into->at = std::chrono::steady_clock::now();
    };
    request(to, caf::infinite, std::move(what))
        .then([=](const uid& receipt) { note(receipt.to_string()); },
              [=](const caf::error& error) {
                note("error " + std::to_string(static_cast<int>(failure_of(error))) + ": " + describe(error));
              });
  }
};

constexpr auto timeout = 300ms;

class VoteIngestBase : public LoopTest {
protected:
  explicit VoteIngestBase(milliseconds limit = timeout) : ingest(start(limit)) {}
  ~VoteIngestBase() override {
    caf::anon_send_exit(ingest, caf::exit_reason::user_shutdown);
    ingest = nullptr;
    turn();
  }

  static ballot cast(const std::string& choice, const std::string& voter = "v1") {
    return {uid::make(), "default", voter, choice};
  }

  vote_ingest_actor start(milliseconds limit) {
    config::redis settings;
    settings.timeout = limit;
    settings.partitions = 4;
    return home.spawn<vote_ingest>(settings, std::make_shared<voter_key>("0123456789abcdef"), metrics, health_actor{},
                                   "test");
  }

  /// Says it to the ingest; what comes back is found in `answers`, by its place.
  std::size_t vote(ballot what) {
    answers.emplace_back();
    home.spawn<voter>(ingest, std::move(what), &answers.back());
    return answers.size() - 1;
  }

  void turn() {
    while (home.poll() > 0) {
    }
  }

  bool answered(std::size_t which) {
    return run_until([&] { return answers[which].times > 0; });
  }

  std::deque<told> answers;
  prometheus::Registry registry;
  std::shared_ptr<ingest_metrics> metrics = std::make_shared<ingest_metrics>(registry);
  vote_ingest_actor ingest;
};

class VoteIngest : public VoteIngestBase {
protected:
  ~VoteIngest() override { lose(); }

  void connect(scripted_redis& server) {
    connection = home.spawn<scripted_connection>(&server);
    caf::anon_send(ingest, adopt{"redis_connection", caf::actor_cast<caf::strong_actor_ptr>(connection)});
    turn();
  }

  /// The connection ends, and the supervisor says so.
  void lose() {
    if (!connection) return;
    caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
    turn();
    caf::anon_send(ingest, adopt{"redis_connection", nullptr});
    turn();
  }

  scripted_redis redis;
  redis_connection_actor connection;
};

TEST_F(VoteIngest, SendsTheBallotsOfATurnByOneCallInTheirOrderAndAnswersEach) {
  connect(redis);
  const std::vector<ballot> all{cast("a"), cast("b"), cast("c", "v2"), cast("d")};
  for (const auto& one : all) vote(one);
  turn();
  ASSERT_EQ(redis.calls.size(), 1U);
  EXPECT_EQ(redis.calls[0].words[0], "EVALSHA");
  EXPECT_EQ(redis.calls[0].words[1], "digest");
  ASSERT_EQ(redis.entries.size(), 4U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(redis.entries[i].uid, all[i].id.to_string());
    EXPECT_EQ(redis.entries[i].choice, all[i].choice);
    EXPECT_EQ(redis.entries[i].stream, stream_name(partition_of(all[i].voter, 4)));
    EXPECT_EQ(answers[i].text, all[i].id.to_string());
    EXPECT_EQ(answers[i].times, 1);
  }
}

TEST_F(VoteIngest, BoundsWhatOneCallHolds) {
  connect(redis);
  for (int i = 0; i < 600; ++i) vote(cast("a"));
  turn();
  std::size_t all = 0;
  for (const auto& call : redis.calls) {
    EXPECT_LE(call.ballots(), 256U);
    all += call.ballots();
  }
  EXPECT_EQ(all, 600U);
  EXPECT_LT(redis.calls.size(), 20U);
  EXPECT_EQ(answers.back().times, 1);
}

TEST_F(VoteIngest, GivesEachCallItsDeadlineByTheClockOfRedis) {
  const auto begun = clock::now();
  connect(redis);
  vote(cast("a"));
  turn();
  const auto least = redis.now + microseconds(timeout).count();
  EXPECT_GE(redis.calls.at(0).deadline(), least);
  EXPECT_LE(redis.calls.at(0).deadline(), least + std::chrono::ceil<microseconds>(clock::now() - begun).count());
}

TEST_F(VoteIngest, SaysNotRecordedAtOnceOfWhatRedisRefusedAsTooLateAndFollowsAClockThatWasSetForward) {
  connect(redis);
  redis.now += 3600'000'000;
  const auto first = vote(cast("a"));
  turn();
  EXPECT_EQ(answers[first].text.substr(0, 8), "error 3:") << answers[first].text;
  EXPECT_TRUE(redis.entries.empty());
  EXPECT_EQ(metrics->late->Value(), 1);
  const auto second = cast("b");
  EXPECT_EQ((vote(second), turn(), answers.back().text), second.id.to_string());
}

TEST_F(VoteIngest, FollowsAClockThatWasSetBack) {
  const auto begun = clock::now();
  connect(redis);
  redis.now -= 3600'000'000;
  vote(cast("a"));
  turn();
  vote(cast("b"));
  turn();
  ASSERT_EQ(redis.calls.size(), 2U);
  EXPECT_LE(redis.calls[1].deadline(),
            redis.now + std::chrono::ceil<microseconds>(timeout + (clock::now() - begun)).count());
  EXPECT_EQ(redis.entries.size(), 2U);
}

TEST_F(VoteIngest, AsksForTheTimeWhileNoOneVotes) {
  connect(redis);
  redis.now += 3600'000'000;
  const auto later = clock::now() + 1200ms;
  run_until([&] { return clock::now() > later; });
  const auto first = cast("a");
  EXPECT_EQ((vote(first), turn(), answers.back().text), first.id.to_string());
}

TEST_F(VoteIngest, SendsAgainWhatAnEndedConnectionDidNotAnswerAndConfirmsItOnce) {
  redis.silent = true;
  connect(redis);
  const auto mine = cast("a");
  vote(mine);
  turn();
  ASSERT_EQ(redis.calls.size(), 1U);
  lose();
  EXPECT_EQ(answers[0].times, 0);
  scripted_redis other;
  connect(other);
  ASSERT_EQ(other.entries.size(), 1U);
  EXPECT_EQ(other.entries[0].uid, mine.id.to_string());
  EXPECT_EQ(answers[0].text, mine.id.to_string());
  EXPECT_EQ(metrics->resent->Value(), 1);
  const auto end = clock::now() + timeout + 100ms;
  run_until([&] { return clock::now() > end; });
  EXPECT_EQ(answers[0].times, 1);
  EXPECT_EQ(other.entries.size(), 1U);
}

TEST_F(VoteIngest, SendsAgainBeforeWhatTheSameVoterChoseSince) {
  redis.silent = true;
  connect(redis);
  vote(cast("a"));
  turn();
  vote(cast("b"));
  turn();
  lose();
  scripted_redis other;
  connect(other);
  vote(cast("c"));
  turn();
  ASSERT_EQ(other.entries.size(), 3U);
  EXPECT_EQ(other.entries[0].choice + other.entries[1].choice + other.entries[2].choice, "abc");
  // One call has one deadline, and no ballot gets a later one than its own.
  ASSERT_EQ(other.calls.size(), 3U);
  for (std::size_t i = 1; i < other.calls.size(); ++i) {
    EXPECT_LE(other.calls[i - 1].deadline(), other.calls[i].deadline());
  }
  EXPECT_LT(other.calls[0].deadline(), other.calls.back().deadline());
}

TEST_F(VoteIngest, SaysThatNobodyKnowsNotBeforeTheDeadline) {
  redis.silent = true;
  connect(redis);
  const auto begun = clock::now();
  const auto lost = vote(cast("a"));
  turn();
  lose();
  connect(redis);
  const auto waits = vote(cast("b"));
  ASSERT_TRUE(answered(lost) && answered(waits));
  EXPECT_EQ(answers[lost].text.substr(0, 8), "error 2:");
  EXPECT_EQ(answers[waits].text.substr(0, 8), "error 2:");
  EXPECT_GE(answers[lost].at - begun, timeout);
  EXPECT_LT(answers[lost].at - begun, timeout + 5s);  // on a busy machine, too
  // An answer that comes after all changes nothing.
  for (auto& call : redis.calls) call.answer.deliver(redis.run(call));
  turn();
  EXPECT_EQ(answers[lost].times, 1);
  EXPECT_EQ(answers[waits].times, 1);
}

// The first sending may have been in time, whatever became of the second.
TEST_F(VoteIngest, KeepsTheDoubtWhereOnlyTheSecondSendingIsKnownToHaveFailed) {
  for (const auto* how : {"late", "refused", "OOM", "ended"}) {
    SCOPED_TRACE(how);
    scripted_redis first{.silent = true};
    connect(first);
    const auto begun = clock::now();
    const auto mine = cast("a");
    const auto which = vote(mine);
    turn();
    lose();
    scripted_redis second;
    second.late = how == std::string("late");
    if (how == std::string("refused")) second.error = "BUSY Redis is busy";
    if (how == std::string("OOM")) second.errors[mine.id.to_string()] = "OOM command not allowed";
    second.silent = how == std::string("ended");
    connect(second);
    ASSERT_EQ(second.calls.size(), 1U);
    if (second.silent) lose();
    ASSERT_TRUE(answered(which));
    EXPECT_EQ(answers[which].text.substr(0, 8), "error 2:") << answers[which].text;
    EXPECT_GE(answers[which].at - begun, timeout);
    lose();
  }
}

TEST_F(VoteIngest, SaysUnavailableAtOnceOfWhatWasNeverSent) {
  vote(cast("a"));
  turn();
  EXPECT_EQ(answers[0].text.substr(0, 8), "error 1:") << answers[0].text;
  connect(redis);
  vote(cast("b"));
  caf::anon_send(ingest, adopt{"redis_connection", nullptr});  // in the same turn, before anything left
  turn();
  EXPECT_EQ(answers[1].text.substr(0, 8), "error 1:") << answers[1].text;
  EXPECT_TRUE(redis.calls.empty());
}

TEST_F(VoteIngest, SaysUnavailableWhereTheConnectionHasEndedUnseen) {
  connect(redis);
  caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
  turn();
  vote(cast("a"));
  turn();
  EXPECT_EQ(answers[0].text.substr(0, 8), "error 0:") << answers[0].text;  // CAF's own: there is no one
  EXPECT_TRUE(redis.calls.empty());
}

TEST_F(VoteIngest, LeavesNoOneWithoutAnAnswerWhenItEnds) {
  redis.silent = true;
  connect(redis);
  vote(cast("a"));
  turn();
  caf::anon_send_exit(ingest, caf::exit_reason::user_shutdown);
  turn();
  EXPECT_EQ(answers[0].text.substr(0, 8), "error 2:") << answers[0].text;
}

TEST_F(VoteIngest, SendsTheScriptItselfWhereRedisLostIt) {
  connect(redis);
  redis.error = "NOSCRIPT No matching script. Please use EVAL.";
  const std::vector<ballot> all{cast("a"), cast("b")};
  for (const auto& one : all) vote(one);
  turn();
  ASSERT_EQ(redis.calls.size(), 2U);
  EXPECT_EQ(redis.calls[1].words[0], "EVAL");
  EXPECT_EQ(redis.calls[1].words[1], timed_append_script);
  EXPECT_EQ(redis.entries.size(), 2U);
  EXPECT_EQ(answers[0].text, all[0].id.to_string());
  EXPECT_EQ(answers[1].text, all[1].id.to_string());
}

TEST_F(VoteIngest, TellsOneOrAllThatRedisRefused) {
  connect(redis);
  const auto good = cast("a");
  const auto bad = cast("b", "v2");
  redis.errors[bad.id.to_string()] = "WRONGTYPE Operation against a key";
  vote(good);
  vote(bad);
  turn();
  EXPECT_EQ(answers[0].text, good.id.to_string());
  EXPECT_EQ(answers[1].text, "error 3: WRONGTYPE Operation against a key");
  redis.error = "READONLY You can't write against a read only replica.";
  vote(cast("a"));
  vote(cast("b"));
  turn();
  EXPECT_EQ(answers[2].text.substr(0, 17), "error 3: READONLY");
  EXPECT_EQ(answers[3].text.substr(0, 17), "error 3: READONLY");
}

TEST_F(VoteIngest, TakesARepeatedBallotUnderTheSameReceipt) {
  redis.silent = true;
  connect(redis);
  const auto mine = cast("a");
  const auto first = vote(mine);
  ASSERT_TRUE(answered(first));
  redis.silent = false;
  const auto second = vote(mine);
  ASSERT_TRUE(answered(second));
  EXPECT_EQ(answers[second].text, mine.id.to_string());
  EXPECT_EQ(redis.entries.at(0).uid, mine.id.to_string());
}

// In the place of a supervisor: hands the connection on when it is up.
class parent final : public pinned<supervisor_actor::base> {
public:
  parent(caf::actor_config& config, loop& home, vote_ingest_actor ingest, bool* up)
      : pinned(config, home), ingest_(std::move(ingest)), up_(up) {}
  behavior_type make_behavior() override {
    return {[this](up_atom, const caf::strong_actor_ptr& who) {
              caf::anon_send(ingest_, adopt{"redis_connection", who});
              *up_ = true;
            },
            [](drain_atom) {}, [](tick_atom, const std::string&, std::uint64_t) {}};
  }
  void on_exit() override { ingest_ = nullptr; }

private:
  vote_ingest_actor ingest_;
  bool* up_;
};

// The script itself, on a real Redis.
class VoteIngestOnRedis : public VoteIngestBase {
protected:
  VoteIngestOnRedis() : VoteIngestBase(2s) {}  // it writes to a disk
  ~VoteIngestOnRedis() override {
    if (connection) caf::anon_send_exit(connection, caf::exit_reason::user_shutdown);
    connection = nullptr;
    caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
    supervisor = nullptr;
    turn();
  }

  bool serves() {
    config::redis settings;
    settings.url = server.url();
    settings.timeout = 10s;
    connection = home.spawn<redis_connection>(settings, supervisor);
    return run_until([this] { return up; }) && run_until([this] {
             const auto which = vote(cast("warm", "v0"));
             return answered(which) && answers[which].text.substr(0, 5) != "error";
           });
  }

  std::string say(const ballot& what) {
    const auto which = vote(what);
    answered(which);
    return answers[which].text;
  }

  static std::string stream_of(const ballot& one) { return stream_name(partition_of(one.voter, 4)); }

  test::redis_server server;
  bool up = false;
  supervisor_actor supervisor = home.spawn<parent>(ingest, &up);
  redis_connection_actor connection;
};

TEST_F(VoteIngestOnRedis, AddsTheFieldsThatTheWorkerReads) {
  ASSERT_TRUE(serves());
  const auto mine = cast("a");
  EXPECT_EQ(say(mine), mine.id.to_string());
  const auto entries = server.ask("XREVRANGE " + stream_of(mine) + " + - COUNT 1");
  std::size_t at = 0;
  for (const auto& word : {std::string("uid"), mine.id.to_string(), std::string("poll"), std::string("default"),
                           std::string("voter"), std::string("v1"), std::string("choice"), std::string("a")}) {
    at = entries.find("\r\n" + word + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << word << " in " << entries;
  }
}

TEST_F(VoteIngestOnRedis, RecordsAfterTheScriptsWereFlushed) {
  ASSERT_TRUE(serves());
  ASSERT_EQ(server.ask("SCRIPT FLUSH"), "+OK\r\n");
  const auto mine = cast("a");
  EXPECT_EQ(say(mine), mine.id.to_string());
}

TEST_F(VoteIngestOnRedis, TellsOneVoterOrAllOfWhatRedisRefuses) {
  ASSERT_TRUE(serves());
  const auto bad = cast("a", "v1");
  auto good = cast("a", "v2");
  for (int i = 3; stream_of(good) == stream_of(bad); ++i) good.voter = "v" + std::to_string(i);
  server.ask("DEL " + stream_of(bad));
  server.ask("SET " + stream_of(bad) + " text");
  const auto first = vote(bad);
  const auto second = vote(good);
  ASSERT_TRUE(answered(first) && answered(second));
  EXPECT_EQ(answers[first].text.substr(0, 18), "error 3: WRONGTYPE");
  EXPECT_EQ(answers[second].text, good.id.to_string());
  server.ask("CONFIG SET maxmemory 1");
  const auto full = say(cast("a", good.voter));
  EXPECT_EQ(full.substr(0, 8), "error 3:");
  EXPECT_NE(full.find("OOM "), std::string::npos) << full;  // old servers put words of their own before
}

TEST_F(VoteIngestOnRedis, DoesNotAddWhatAPausedRedisFindsTooLate) {
  ASSERT_TRUE(serves());
  const auto mine = cast("a");
  const auto before = server.ask("XLEN " + stream_of(mine));
  server.pause();
  EXPECT_EQ(say(mine).substr(0, 8), "error 2:") << answers.back().text;
  server.resume();
  ASSERT_TRUE(run_until([this] { return metrics->late->Value() == 1; }));
  EXPECT_EQ(server.ask("XLEN " + stream_of(mine)), before);
}

}  // namespace
}  // namespace scrutin::actors
