// report_viewers (actors/schema/viewers.sql), in a real PostgreSQL.
#include <gtest/gtest.h>

#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

class Viewers : public WithSchema {
protected:
  std::string report(std::uint64_t process, const std::string& polls, const std::string& counts) {
    return db.table("SELECT poll, n FROM report_viewers('" + uuid_of(process) + "', '" + polls + "', '" + counts +
                    "')");
  }
};

TEST_F(Viewers, AreSummedOverTheProcesses) {
  EXPECT_EQ(report(1, "{lunch,pets}", "{2,3}"), "lunch,2\npets,3");
  EXPECT_EQ(report(2, "{pets,tea}", "{4,0}"), "lunch,2\npets,7\ntea,0");
  EXPECT_EQ(report(1, "{pets}", "{1}"), "pets,5\ntea,0") << "what a process says last is what counts";
  EXPECT_EQ(report(2, "{}", "{}"), "pets,1");
}

TEST_F(Viewers, OfAProcessThatIsSilentCountNoMoreAndAreForgotten) {
  report(1, "{pets}", "{2}");
  report(2, "{pets}", "{3}");
  db.exec("UPDATE viewers SET heard = heard - interval '11 seconds' WHERE process = '" + uuid_of(1) + "'");
  EXPECT_EQ(report(2, "{pets}", "{3}"), "pets,3");
  EXPECT_EQ(db.value("SELECT count(*) FROM viewers"), "1");
  EXPECT_EQ(report(1, "{pets}", "{5}"), "pets,8") << "it is back";
}

TEST_F(Viewers, OfATimeThatIsYetToComeCountForNothing) {
  report(1, "{pets}", "{2}");
  db.exec("UPDATE viewers SET heard = heard + interval '1 hour'");
  EXPECT_EQ(report(2, "{pets}", "{3}"), "pets,3");
  EXPECT_EQ(report(1, "{pets}", "{1}"), "pets,4");
}

// One result process that stands still within its call must not keep the others from theirs.
TEST_F(Viewers, DoNotWaitForAnotherProcess) {
  report(1, "{pets}", "{2}");
  report(2, "{pets}", "{3}");
  session other{url};
  other.exec("BEGIN");
  other.exec("SELECT * FROM report_viewers('" + uuid_of(2) + "', '{pets}', '{9}')");
  db.exec("SET statement_timeout = '10s'");
  EXPECT_EQ(report(1, "{pets}", "{4}"), "pets,7");
  other.exec("COMMIT");
  EXPECT_EQ(report(1, "{pets}", "{4}"), "pets,13");
}

}  // namespace
}  // namespace scrutin::test
