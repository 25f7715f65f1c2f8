// What vote_ingest's script does on a real Redis.
#include <gtest/gtest.h>

#include <caf/send.hpp>

#include "actors/redis/redis_connection.hpp"
#include "tests/actors/ingest/vote_ingest_fixture.hpp"
#include "tests/support/redis_server.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

// In the place of a supervisor: hands the connection on when it is up.
class parent final : public pinned<supervisor_actor::base> {
public:
  parent(caf::actor_config& config, loop& home, vote_ingest_actor ingest, bool* up)
      : pinned(config, home), ingest_(std::move(ingest)), up_(up) {}
  behavior_type make_behavior() override {
    return {[this](up_atom, const caf::strong_actor_ptr& who) {
              caf::anon_send(ingest_, sibling<redis_connection_actor>{caf::actor_cast<redis_connection_actor>(who), 0});
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
  for (const auto& word :
       {std::string("uid"), mine.id.to_string(), std::string("poll"), std::string("default"), std::string("voter"),
        std::string("v1"), std::string("choice"), std::string("a"), std::string("offer"), terms("default")->digest}) {
    at = entries.find("\r\n" + word + "\r\n", at);
    ASSERT_NE(at, std::string::npos) << word << " in " << entries;
  }
}

TEST_F(VoteIngestOnRedis, AddsTheTraceWhereThereIsOne) {
  ASSERT_TRUE(serves());
  auto traced = cast("a");
  traced.trace = "4bf92f3577b34da6a3ce929d0e0e4736-01";
  EXPECT_EQ(say(traced), traced.id.to_string());
  const auto other = cast("b", "v2");
  EXPECT_EQ(say(other), other.id.to_string());
  EXPECT_NE(server.ask("XREVRANGE " + stream_of(traced) + " + -").find("\r\n" + traced.trace + "\r\n"),
            std::string::npos);
  std::string all;
  for (unsigned p = 0; p < 4; ++p) all += server.ask("XRANGE " + stream_name(p) + " - +");
  EXPECT_EQ(all.find("\r\ntrace\r\n"), all.rfind("\r\ntrace\r\n")) << all;
}

TEST_F(VoteIngestOnRedis, MakesAnOfferKnownAgainWhereRedisForgotIt) {
  ASSERT_TRUE(serves());
  EXPECT_EQ(server.ask("HGET scrutin:offers " + terms("default")->digest),
            "$" + std::to_string(terms("default")->what.to_string().size()) + "\r\n" +
                terms("default")->what.to_string() + "\r\n");
  server.ask("DEL scrutin:offers");
  const auto mine = cast("a");
  EXPECT_EQ(say(mine), mine.id.to_string());
  EXPECT_EQ(server.ask("HLEN scrutin:offers"), ":1\r\n");
}

TEST_F(VoteIngestOnRedis, TakesVotesOnlyWhileTheNumberOfPartitionsIsTheSame) {
  const auto takes_votes = [this](bool wanted) {
    return run_until([this, wanted] { return (say(cast("a")).substr(0, 5) != "error") == wanted; });
  };
  server.ask("SET scrutin:partitions 2");
  config::redis settings;
  settings.url = server.url();
  connection = home.spawn<redis_connection>(settings, supervisor);
  ASSERT_TRUE(run_until([this] { return up; }));
  EXPECT_FALSE(run_until([&] { return say(cast("a")).substr(0, 5) != "error"; }, 1500ms));
  server.ask("SET scrutin:partitions 4");
  EXPECT_TRUE(takes_votes(true)) << answers.back().text;
  server.ask("SET scrutin:partitions 8");
  EXPECT_TRUE(takes_votes(false));
  server.ask("SET scrutin:partitions 4");
  EXPECT_TRUE(takes_votes(true)) << answers.back().text;
  server.ask("DEL scrutin:partitions");
  EXPECT_TRUE(run_until([this] { return server.ask("GET scrutin:partitions") == "$1\r\n4\r\n"; }));
  EXPECT_TRUE(takes_votes(true)) << answers.back().text;
}

TEST_F(VoteIngestOnRedis, RecordsAfterTheScriptsWereFlushed) {
  ASSERT_TRUE(serves());
  ASSERT_EQ(server.ask("SCRIPT FLUSH"), "+OK\r\n");
  const auto mine = cast("a");
  EXPECT_EQ(say(mine), mine.id.to_string());
}

TEST_F(VoteIngestOnRedis, EntersANewEpochOnceRedisWasEmptied) {
  ASSERT_TRUE(serves());
  const auto first = key->epoch();
  EXPECT_EQ(first.size(), 32U);
  EXPECT_NE(server.ask("GET scrutin:epoch").find(first), std::string::npos);
  // Another process, and the same one again, find it there.
  ASSERT_EQ(server.ask("SET scrutin:epoch other"), "+OK\r\n");
  ASSERT_TRUE(run_until([this] { return key->epoch() == "other"; }, 20s));
  ASSERT_EQ(server.ask("FLUSHALL"), "+OK\r\n");
  ASSERT_TRUE(run_until([this] { return key->epoch() != "other"; }, 20s));
  EXPECT_EQ(key->epoch().size(), 32U);
  EXPECT_NE(key->epoch(), first);
  // What else all processes agree on is there again, too, and votes were taken all the time.
  EXPECT_EQ(server.ask("GET scrutin:partitions"), "$1\r\n4\r\n");
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

// Looking adds nothing, to a stream that is there or is not.
TEST_F(VoteIngestOnRedis, SeesThatRedisRefusesVotesWhileNoOneVotes) {
  struct {
    const char* breaks;
    const char* mends;
    const char* says;
  } const all[]{{"CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0", "NOREPLICAS"},
                {"CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0", "OOM "},
                {"ACL SETUSER default -xadd", "ACL SETUSER default +xadd", "NOPERM"},
                {"ACL SETUSER default resetkeys ~scrutin:*", "ACL SETUSER default allkeys", "NOPERM"}};
  ASSERT_TRUE(serves());
  ASSERT_TRUE(becomes("ingest", condition::level::up));
  for (const auto& one : all) {
    ASSERT_EQ(server.ask(one.breaks), "+OK\r\n");
    EXPECT_TRUE(becomes("ingest", condition::level::down, one.says)) << one.breaks;
    ASSERT_EQ(server.ask(one.mends), "+OK\r\n");
    EXPECT_TRUE(becomes("ingest", condition::level::up)) << one.mends;
  }
  const auto mine = cast("a");
  EXPECT_EQ(say(mine), mine.id.to_string());
  std::size_t entries = 0;
  for (unsigned p = 0; p < 4; ++p) {
    entries += std::stoul(server.ask("XLEN " + stream_name(p)).substr(1));
  }
  EXPECT_EQ(entries, 2U);  // this one, and that of serves()
}

TEST_F(VoteIngestOnRedis, SeesThatTheAppendOnlyFileIsSwitchedOffAndOnAgain) {
  ASSERT_TRUE(serves());
  ASSERT_TRUE(becomes("durability", condition::level::up));
  ASSERT_EQ(server.ask("CONFIG SET appendonly no"), "+OK\r\n");
  EXPECT_TRUE(becomes("durability", condition::level::degraded, "appendonly is no", 6s));
  ASSERT_EQ(server.ask("CONFIG SET appendonly yes"), "+OK\r\n");
  EXPECT_TRUE(becomes("durability", condition::level::up));
  ASSERT_EQ(server.ask("CONFIG SET no-appendfsync-on-rewrite yes"), "+OK\r\n");
  EXPECT_TRUE(becomes("durability", condition::level::degraded, "no-appendfsync-on-rewrite is yes", 6s));
}

// By a user who may not ask for its role.
TEST_F(VoteIngestOnRedis, LeavesAReplicaThatRefusesAVote) {
  ASSERT_EQ(server.ask("ACL SETUSER default -role"), "+OK\r\n");
  ASSERT_TRUE(serves());
  bool ended = false;
  std::string why;
  connection->attach_functor([&](const caf::error& reason) {
    ended = true;
    why = describe(reason);
  });
  ASSERT_EQ(server.ask("REPLICAOF 127.0.0.1 1"), "+OK\r\n");
  vote(cast("a"));
  ASSERT_TRUE(run_until([&] { return ended; }, 3s)) << "before it looks by itself";
  EXPECT_NE(why.find("READONLY"), std::string::npos) << why;
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

// Together with other votes, each of which has an answer of its own.
TEST_F(VoteIngestOnRedis, AddsAVoteOfAPollWithARollOnlyForWhoIsOnIt) {
  ASSERT_TRUE(serves());
  const auto roll = std::make_shared<const published_offer>(offer{"board", {"a", "b"}, false, true});
  const auto by = [](const std::string& voter) {
    auto made = cast("a", voter);
    made.poll = "board";
    return made;
  };
  const auto answers_to = [&](const std::vector<std::string>& voters) {
    std::vector<std::size_t> asked;
    for (const auto& voter : voters) asked.push_back(vote(by(voter), roll));
    asked.push_back(vote(cast("b", "anyone")));
    std::vector<std::string> all;
    for (const auto which : asked) {
      answered(which);
      all.push_back(answers[which].text.substr(0, 8));
    }
    return all;
  };
  const auto recorded = [](const std::string& answer) { return answer.substr(0, 5) != "error"; };
  auto told = answers_to({"anna"});
  EXPECT_EQ(told[0], "error 1:") << "the roll is not there yet";
  EXPECT_TRUE(recorded(told[1]));
  server.ask("SADD scrutin:roll:board anna");
  told = answers_to({"anna", "bert"});
  EXPECT_TRUE(recorded(told[0]));
  EXPECT_EQ(told[1], "error 1:") << "he may be on it once it is whole";
  server.ask("SADD scrutin:roll:board -");
  told = answers_to({"bert", "anna", "bert"});
  EXPECT_EQ(told[0], "error 4:");
  EXPECT_TRUE(recorded(told[1]));
  EXPECT_EQ(told[2], "error 4:");
  EXPECT_TRUE(recorded(told[3]));
  server.ask("DEL scrutin:roll:board");
  server.ask("SET scrutin:roll:board nonsense");
  told = answers_to({"anna"});
  EXPECT_EQ(told[0], "error 3:");
  EXPECT_TRUE(recorded(told[1])) << "what is wrong with one poll's roll is no other's matter";
}

}  // namespace
}  // namespace scrutin::actors
