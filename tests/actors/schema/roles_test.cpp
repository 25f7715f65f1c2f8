// Who may do what with the roles that roles.sql makes: what each needs works, and nothing else does.
#include "actors/schema/roles.hpp"

#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

class Roles : public WithSchema {
protected:
  /// Puts two ballots there, and makes the roles.
  std::string as_postgres() {
    db.apply(0, *db.acquire(0), {{.uid = 1, .voter = "ann"}, {.uid = 2, .voter = "bob", .choice = "b"}});
    make_roles();
    return url;
  }

  void make_roles() { pqxx::nontransaction{db.connection}.exec(actors::roles_script()); }

  std::string url_as(const std::string& role) const {
    auto other = url;
    return other.replace(other.find("postgres@"), 8, role);
  }

  /// What of `statements` that role may do, though it must not.
  std::vector<std::string> allowed(const std::string& role, const std::vector<std::string>& statements) {
    session one{url_as(role)};
    std::vector<std::string> all;
    for (const auto& statement : statements) {
      try {
        one.exec(statement);
        all.push_back(statement + ": done");
      } catch (const pqxx::insufficient_privilege&) {
      } catch (const pqxx::sql_error& e) {
        all.push_back(statement + ": " + e.what());
      }
    }
    return all;
  }

  std::string made = as_postgres();  // before anybody comes by them
  session worker{url_as("scrutin_worker")};
  session result{url_as("scrutin_result")};
};

TEST_F(Roles, LetResultReadWhatItShows) {
  actors::require_schema(result.connection);
  EXPECT_EQ(result.table("SELECT poll, choice, n FROM tally_snapshot() WHERE choice IS NOT NULL ORDER BY choice"),
            "default,a,1\ndefault,b,1");
  EXPECT_EQ(result.table("SELECT n FROM tally_snapshot('{default}') WHERE choice IS NULL"), "2");
  EXPECT_EQ(result.table("SELECT sum(n) FROM arrival_lines('{default}')"), "2");
  EXPECT_EQ(result.table("SELECT poll, state FROM find_receipt('" + uuid_of(1) + "')"), "default,counted");
  EXPECT_EQ(result.table("SELECT poll, n FROM report_viewers('" + uuid_of(9) + "', '{default}', '{3}')"), "default,3");
  result.exec("LISTEN scrutin_tallies");
}

TEST_F(Roles, LetResultSeeNoBallotAndNoVoter) {
  EXPECT_EQ(
      allowed("scrutin_result",
              {"SELECT voter FROM ledger", "SELECT choice FROM ledger", "SELECT uid FROM ledger",
               "SELECT count(*) FROM ledger", "SELECT * FROM votes", "SELECT id FROM votes", "SELECT vote FROM votes",
               "COPY ledger TO STDOUT", "SELECT * FROM audited_votes", "SELECT * FROM wrong_votes",
               "SELECT * FROM ledger_arrivals", "SELECT * FROM offers", "SELECT holder FROM partitions"}),
      std::vector<std::string>{});
}

TEST_F(Roles, LetResultChangeNoVote) {
  EXPECT_EQ(allowed("scrutin_result",
                    {"UPDATE tallies SET n = 5", "DELETE FROM tallies",
                     "INSERT INTO turnout (poll, partition, n) VALUES ('default', 7, 7)",
                     "INSERT INTO votes (id, vote) VALUES ('eve', 'a')", "DELETE FROM ledger", "TRUNCATE arrivals",
                     "UPDATE partitions SET batches = 0", "SELECT repair_votes()",
                     "SELECT acquire_lease(0, 'eve', 1000, 4)", "SELECT release_lease(0, 1)",
                     "CREATE TABLE mine (a int)", "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                     "ALTER TABLE viewers ADD COLUMN mine int", "CREATE ROLE eve", "SET ROLE scrutin_owner",
                     "SET ROLE scrutin_worker"}),
            std::vector<std::string>{});
}

TEST_F(Roles, LetNobodyDeceiveTheLookUpOfReceipts) {
  result.exec("CREATE TEMP TABLE ledger AS SELECT '" + uuid_of(77) +
              "'::uuid AS uid, 'mine'::text AS poll, 'x'::text AS voter, 1::bigint AS n");
  result.exec("CREATE TEMP TABLE votes AS SELECT 'x'::text AS id, 'mine'::text AS poll, NULL::uuid AS uid");
  result.exec("SET search_path = pg_temp, public");
  EXPECT_EQ(result.table("SELECT poll, state FROM public.find_receipt('" + uuid_of(77) + "')"), "");
  EXPECT_EQ(result.table("SELECT poll, state FROM public.find_receipt('" + uuid_of(2) + "')"), "default,counted");
}

TEST_F(Roles, LetAWorkerDoItsWork) {
  EXPECT_TRUE(actors::has_schema(worker.connection));
  const auto token = worker.acquire(1);
  ASSERT_TRUE(token.has_value());
  EXPECT_EQ(worker.apply(1, *token, {{.uid = 3, .voter = "ann", .choice = "b"}, {.uid = 4, .voter = "cy"}}), 2);
  EXPECT_EQ(worker.apply(1, *token, as_final({{.uid = 5, .voter = "cy", .choice = "b"}})), 1);
  EXPECT_EQ(worker.apply_letter(1, {.uid = 6, .voter = "dan"}), "applied");
  worker.exec("INSERT INTO votes (id, vote) VALUES ('eve', 'a')");  // as the sample's does
  EXPECT_EQ(worker.table(audit), "");
  db.exec("UPDATE tallies SET n = n + 1");
  worker.exec("SELECT repair_votes()");
  EXPECT_EQ(worker.table(audit), "");
  EXPECT_EQ(tallies(), "default,a,3\ndefault,b,2");
}

TEST_F(Roles, LetAWorkerForgetNoBallotAndChangeNoTable) {
  EXPECT_EQ(allowed("scrutin_worker",
                    {"DELETE FROM ledger", "TRUNCATE ledger", "DROP TABLE votes",
                     "ALTER TABLE ledger ADD COLUMN mine int", "INSERT INTO scrutin_schema (version) VALUES (99)",
                     "CREATE TABLE mine (a int)", "DROP FUNCTION find_receipt(uuid)", "SET ROLE scrutin_owner"}),
            std::vector<std::string>{});
}

TEST_F(Roles, KnowEachTableAndFunction) {
  EXPECT_EQ(
      db.table("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') "
               "AND pg_get_userbyid(relowner) <> 'scrutin_owner'"),
      "");
  EXPECT_EQ(
      db.table(
          "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
          "AND (pg_get_userbyid(proowner) <> 'scrutin_owner' OR has_function_privilege('public', oid, 'execute'))"),
      "");
}

TEST_F(Roles, LetTheOwnerMakeTablesAndMayBeMadeAgain) {
  make_roles();
  session owner{url_as("scrutin_owner")};
  owner.exec("ALTER TABLE ledger ADD COLUMN later int");
  owner.exec("CREATE TABLE later (a int)");
  actors::install_schema(owner.connection);
  EXPECT_EQ(result.table("SELECT state FROM find_receipt('" + uuid_of(1) + "')"), "counted");
  EXPECT_EQ(db.value("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = 'scrutin_owner'"),
            "f");
}

}  // namespace
}  // namespace scrutin::test
