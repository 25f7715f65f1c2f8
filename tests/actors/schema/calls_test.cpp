// The calls of this room: what each asks, in a real PostgreSQL, and that no answer is trusted.
#include <gtest/gtest.h>

#include "actors/schema/audit.hpp"
#include "actors/schema/batches.hpp"
#include "actors/schema/leases.hpp"
#include "actors/schema/receipts.hpp"
#include "actors/schema/run.hpp"
#include "actors/schema/sample.hpp"
#include "actors/schema/stream_position.hpp"
#include "actors/schema/tallies.hpp"
#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

namespace sql = actors::sql;
using actors::receipt;
using actors::rows;
using namespace std::chrono_literals;

constexpr const char* process = "00000000-0000-0000-0000-000000000001";

actors::ballot ballot_of(const std::string& voter, const std::string& choice) {
  return {actors::uid::make(), "pets", voter, choice};
}

class SchemaCalls : public WithSchema {
protected:
  std::int64_t apply(const std::vector<actors::ballot>& all, bool final = false,
                     const actors::stream_position& until = {}) {
    const std::vector<std::int64_t> times(all.size(), 1'700'000'000'000);
    const std::vector<bool> finals(all.size(), final);
    const std::vector<bool> rolls(all.size(), false);
    return call<sql::apply_batch>(0U, token, 60s, sql::known_ballots{all, times, finals, rolls}, until);
  }

  std::int64_t token = call<sql::acquire_lease>(0U, std::string("us"), 60s);
};

TEST_F(SchemaCalls, ALeaseIsAcquiredOnceRenewedAndReleased) {
  EXPECT_GT(token, 0);
  EXPECT_EQ(call<sql::acquire_lease>(0U, std::string("them"), 60s), 0) << "we hold it";
  EXPECT_EQ(call<sql::lease_holder>(0U), "us");
  EXPECT_TRUE(call<sql::renew_lease>(0U, token, 60s));
  EXPECT_FALSE(call<sql::renew_lease>(0U, token + 1, 60s));
  EXPECT_FALSE(call<sql::release_lease>(0U, token + 1));
  EXPECT_TRUE(call<sql::release_lease>(0U, token));
  EXPECT_EQ(call<sql::lease_holder>(0U), "");
  EXPECT_EQ(call<sql::lease_holder>(9U), "") << "never held";
}

TEST_F(SchemaCalls, APositionMovesWithTheBatch) {
  const auto position = [this] { return call<sql::position_of>(0U); };
  const auto ballot = ballot_of("u", "cats");
  const actors::stream_position first{"5-0", ballot.id.to_string()};
  const actors::stream_position second{"4-7", ballot.id.to_string()};
  EXPECT_FALSE(position());
  apply({ballot}, false, first);
  EXPECT_EQ(position(), first);
  apply({ballot_of("v", "cats")});
  EXPECT_EQ(position(), first) << "a batch that names none";
  apply({ballot}, false, second);
  EXPECT_EQ(position(), second) << "though it brought nothing new, and was read from another stream";
  apply({}, false, first);
  EXPECT_EQ(position(), first);
  EXPECT_TRUE(call<sql::renew_lease>(0U, token, 60s));
  EXPECT_EQ(position(), first);
  --token;
  EXPECT_THROW(apply({ballot_of("w", "cats")}, false, second), pqxx::sql_error);
  EXPECT_EQ(position(), first) << "under a token that is out of date";
  EXPECT_FALSE(call<sql::position_of>(1U));
}

TEST_F(SchemaCalls, BallotsAreCountedOnceAndFound) {
  const std::vector<actors::ballot> batch{ballot_of("u", "cats"), ballot_of("v", "dogs"), ballot_of("v", "cats,dogs")};
  EXPECT_EQ(apply(batch), 3);
  EXPECT_EQ(apply(batch), 0) << "the ledger has them";

  const auto found = call<sql::tally_snapshot>();
  EXPECT_EQ(found.sequence, 1);
  EXPECT_EQ(found.votes.at("pets").at("cats"), 2);
  EXPECT_EQ(found.votes.at("pets").at("dogs"), 1);
  EXPECT_EQ(found.voters.at("pets"), 2);
  EXPECT_EQ(call<sql::tally_snapshot>(std::vector<std::string>{"pets"}).votes, found.votes);
  const auto none = call<sql::tally_snapshot>(std::vector<std::string>{});
  EXPECT_EQ(none.sequence, 1);
  EXPECT_TRUE(none.votes.empty() && none.voters.empty());

  const auto never = actors::uid::make().to_string();
  const auto receipts = call<sql::find_receipts>(
      std::vector<std::string>{batch[0].id.to_string(), batch[1].id.to_string(), batch[2].id.to_string(), never});
  EXPECT_EQ(receipts.size(), 3U);
  EXPECT_EQ(receipts.at(batch[0].id.to_string()), (receipt{receipt::state::counted, "pets"}));
  EXPECT_EQ(receipts.at(batch[1].id.to_string()), (receipt{receipt::state::replaced, "pets"}));

  const auto lines = call<sql::arrival_lines>(std::vector<std::string>{"pets", "other"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_GT(lines.at("pets").step, 0);
  ASSERT_EQ(lines.at("pets").points.size(), 1U);
  EXPECT_EQ(lines.at("pets").points[0].second, 2) << "voters";
}

TEST_F(SchemaCalls, WhoAnswersInTheirPlaceSaysWhatTheyWouldSay) {
  apply({ballot_of("u", "cats"), ballot_of("v", "dogs")});
  const auto found = call<sql::tally_snapshot>();
  const auto again = sql::tally_snapshot::read(sql::tally_snapshot::write(found));
  EXPECT_EQ(again.sequence, found.sequence);
  EXPECT_EQ(again.votes, found.votes);
  EXPECT_EQ(again.voters, found.voters);
  EXPECT_EQ(sql::tally_snapshot::read(sql::tally_snapshot::write({.sequence = 7})).sequence, 7);
  EXPECT_TRUE(sql::tally_snapshot::is(sql::tally_snapshot::ask()));
  EXPECT_TRUE(sql::tally_snapshot::is(sql::tally_snapshot::ask({"pets"})));
  EXPECT_FALSE(sql::tally_snapshot::is(sql::arrival_lines::ask({"pets"})));

  const auto asked = sql::report_viewers::ask(process, {{"pets", 3}, {"tea", 4}});
  const auto here = sql::report_viewers::without_tables(asked);
  ASSERT_TRUE(here);
  EXPECT_FALSE(sql::report_viewers::without_tables(sql::tally_snapshot::ask()));
  pqxx::nontransaction transaction{db.connection};
  EXPECT_EQ(sql::report_viewers::read(actors::to_rows(actors::sql_exec(transaction, here->sql, here->parameters))),
            (sql::by_name<std::int64_t>{{"pets", 3}, {"tea", 4}}));
}

TEST_F(SchemaCalls, LettersAreToldWhatBecameOfThem) {
  const std::vector<actors::ballot> batch{ballot_of("u", "cats")};
  apply(batch);
  EXPECT_EQ(call<sql::apply_letter>(0U, ballot_of("v", "dogs"), 1'600'000'000'000, sql::ballot_terms{}),
            sql::fate::applied);
  const std::vector<actors::ballot> letters{ballot_of("w", "cats"), ballot_of("u", "dogs"), batch[0]};
  const std::vector<std::int64_t> times(3, 1'600'000'000'000);
  const std::vector<bool> none(3, false);
  EXPECT_EQ(call<sql::apply_letters>(0U, sql::known_ballots{letters, times, none, none}),
            (std::vector{sql::fate::applied, sql::fate::late, sql::fate::known}));
}

TEST_F(SchemaCalls, ViewersAreAddedUpOverProcesses) {
  const std::string other = "00000000-0000-0000-0000-000000000002";
  call<sql::report_viewers>(std::string(process), sql::by_name<std::int64_t>{{"pets", 3}});
  EXPECT_EQ(call<sql::report_viewers>(other, sql::by_name<std::int64_t>{{"pets", 4}, {"tea", 1}}),
            (sql::by_name<std::int64_t>{{"pets", 7}, {"tea", 1}}));
}

TEST_F(SchemaCalls, TheAuditFindsAndRepairsWhatDiffers) {
  apply({ballot_of("u", "cats"), ballot_of("v", "dogs")});
  const auto counted = call<sql::count_votes>();
  EXPECT_EQ(counted.ballots, 2);
  EXPECT_EQ(counted.votes, 2);
  EXPECT_EQ(call<sql::wrong_tallies>().all, 2);
  EXPECT_TRUE(call<sql::wrong_tallies>().wrong.empty());

  db.exec("DELETE FROM votes WHERE id = 'u'");
  db.exec("UPDATE votes SET n = NULL WHERE id = 'v'");
  db.exec("UPDATE tallies SET n = 5 WHERE choice = 'dogs'");
  db.exec("UPDATE turnout SET n = 6");
  db.exec("UPDATE arrivals SET n = 9");
  pqxx::work transaction{db.connection};
  for (const auto& word : sql::before_repair()) sql::run(transaction, word);
  const auto votes = sql::run<sql::wrong_votes>(transaction, 1U);
  EXPECT_EQ(votes.all, 2);
  ASSERT_EQ(votes.first.size(), 1U) << "no more than were asked for";
  EXPECT_EQ(votes.first[0].voter, "u");
  EXPECT_FALSE(votes.first[0].is.choice);
  EXPECT_EQ(votes.first[0].right.choice, "cats");
  const auto tallies = sql::run<sql::wrong_tallies>(transaction);
  EXPECT_EQ(tallies.all, 2);
  ASSERT_EQ(tallies.wrong.size(), 1U);
  EXPECT_EQ(tallies.wrong[0].of, "dogs");
  EXPECT_EQ(tallies.wrong[0].n, 5);
  EXPECT_EQ(tallies.wrong[0].right, 1);
  const auto turnout = sql::run<sql::wrong_turnout>(transaction);
  EXPECT_EQ(turnout.all, 1);
  EXPECT_EQ(turnout.first.at(0).right, 2);
  const auto arrivals = sql::run<sql::wrong_arrivals>(transaction, 9U);
  EXPECT_GT(arrivals.all, 0);
  EXPECT_EQ(arrivals.first.at(0).n, 9);
  EXPECT_NE(arrivals.first.at(0).step, "");
  const auto done = sql::run<sql::repair_votes>(transaction);
  transaction.commit();
  EXPECT_EQ(done.votes, 2);
  EXPECT_EQ(done.tallies, 1);
  EXPECT_EQ(done.turnouts, 1);
  EXPECT_EQ(done.arrivals, arrivals.all);
  EXPECT_EQ(call<sql::repair_votes>().votes, 0);
  EXPECT_EQ(wrong(), "");
}

TEST_F(SchemaCalls, AnAuditReadsOneMoment) {
  pqxx::work snapshot{db.connection};
  for (const auto& word : sql::before_audit()) sql::run(snapshot, word);
  EXPECT_EQ(sql::run<sql::count_votes>(snapshot).ballots, 0);
  session other{url};
  other.exec("INSERT INTO votes (id, vote) VALUES ('v', 'a')");
  EXPECT_EQ(sql::run<sql::count_votes>(snapshot).votes, 0);
}

TEST(SchemaCallsBesideTheSample, TellWhoseTablesThereAre) {
  session db{postgres_server::shared().create_database()};
  const auto look = [&db] {
    pqxx::nontransaction transaction{db.connection};
    return sql::run<sql::which_tables>(transaction);
  };
  EXPECT_FALSE(look().ours || look().samples);
  db.exec("CREATE TABLE votes (id VARCHAR(255) NOT NULL UNIQUE, vote VARCHAR(255) NOT NULL)");
  EXPECT_TRUE(!look().ours && look().samples);
  db.exec("INSERT INTO votes VALUES ('u', 'a'), ('v', 'a'), ('w', 'b')");
  {
    pqxx::nontransaction transaction{db.connection};
    EXPECT_EQ(sql::run<sql::sample_votes>(transaction), (std::map<std::string, std::int64_t>{{"a", 2}, {"b", 1}}));
  }
  actors::install_schema(db.connection);
  EXPECT_TRUE(look().ours && look().samples);
}

// A server of another version, or none of ours behind a proxy, may say anything.
TEST(SchemaCallsAnswers, AreNotTrusted) {
  const rows strange[] = {{},
                          {{{}}},
                          {{{std::nullopt}}},
                          {{{"x"}}},
                          {{{std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt}}}};
  for (const auto& answer : strange) {
    EXPECT_EQ(sql::acquire_lease::read(answer), 0);
    EXPECT_FALSE(sql::renew_lease::read(answer));
    EXPECT_FALSE(sql::release_lease::read(answer));
    EXPECT_FALSE(sql::position_of::read(answer));
    EXPECT_EQ(sql::apply_batch::read(answer), 0);
    EXPECT_FALSE(sql::apply_letter::read(answer));
    EXPECT_EQ(sql::apply_letters::read(answer), std::vector<sql::fate>(answer.values.size(), sql::fate::known));
    EXPECT_TRUE(sql::tally_snapshot::read(answer).votes.empty());
    EXPECT_TRUE(sql::tally_snapshot::read(answer).voters.empty());
    EXPECT_TRUE(sql::find_receipts::read(answer).empty());
    EXPECT_TRUE(sql::sample_votes::read(answer).empty());
    EXPECT_FALSE(sql::which_tables::read(answer).ours);
    EXPECT_EQ(sql::wrong_votes::read(answer).all, 0);
    EXPECT_TRUE(sql::wrong_tallies::read(answer).wrong.empty());
    EXPECT_EQ(sql::wrong_arrivals::read(answer).all, 0);
    EXPECT_EQ(sql::repair_votes::read(answer).votes, 0);
  }
  EXPECT_FALSE(sql::tally_snapshot::read({}).sequence) << "an answer without rows has no number";
  EXPECT_EQ(sql::tally_snapshot::read({{{"8", "pets", "cats"}}}).votes.at("pets").at("cats"), 0);
  EXPECT_EQ(sql::arrival_lines::read({{{"pets"}}}).at("pets").step, 0);
  EXPECT_EQ(sql::report_viewers::read({{{"pets", "many"}}}).at("pets"), 0);
}

}  // namespace
}  // namespace scrutin::test
