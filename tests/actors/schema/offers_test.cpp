// offer_polls (actors/schema/offers.sql), in a real PostgreSQL.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/actors/schema/database.hpp"

namespace scrutin::test {
namespace {

class OfferPolls : public WithSchema {
protected:
  std::string offer(const std::string& digests, const std::string& polls, const std::string& options,
                    const std::string& finals) {
    return db.table("SELECT digest, poll, options, final FROM offer_polls('" + digests + "', '" + polls + "', '" +
                    options + "', '" + finals + "')");
  }
};

TEST_F(OfferPolls, RemembersEverythingThatWasEverOffered) {
  EXPECT_EQ(offer("{1,2}", "{p,q}", R"({"a,b","c"})", "{f,t}"), "1,p,a,b,f\n,p,a,b,\n2,q,c,t\n,q,c,");
  EXPECT_EQ(offer("{3}", "{p}", R"({"b,d"})", "{t}"), "1,p,a,b,f\n3,p,b,d,t\n,p,a,b,d,\n2,q,c,t\n,q,c,");
  EXPECT_EQ(offer("{}", "{}", "{}", "{}"), offer("{1,1}", "{p,p}", R"({"a,b","a,b"})", "{f,f}")) << "nothing new";
}

TEST_F(OfferPolls, TakesTheSameFromManyWorkersAtOnce) {
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([this] {
      session own{url};
      for (int round = 0; round < 20; ++round) {
        const auto which = std::to_string(round);
        EXPECT_NO_THROW(
            own.exec("SELECT * FROM offer_polls('{x,d" + which + "}', '{p,p}', '{a,o" + which + "}', '{f,t}')"));
      }
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(db.value("SELECT count(*) FROM offers"), "21");
  EXPECT_EQ(db.value("SELECT count(*) FROM offered"), "21");
}

}  // namespace
}  // namespace scrutin::test
