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
                    const std::string& finals, const std::string& rolls = "{}") {
    return db.table("SELECT digest, poll, options, final, roll FROM offer_polls('" + digests + "', '" + polls + "', '" +
                    options + "', '" + finals + "', '" + rolls + "')");
  }
};

TEST_F(OfferPolls, RemembersEverythingThatWasEverOffered) {
  EXPECT_EQ(offer("{1,2}", "{p,q}", R"({"a,b","c"})", "{f,t}", "{f,t}"), "1,p,a,b,f,f\n,p,a,b,,\n2,q,c,t,t\n,q,c,,");
  EXPECT_EQ(offer("{3}", "{p}", R"({"b,d"})", "{t}", "{f}"), "1,p,a,b,f,f\n3,p,b,d,t,f\n,p,a,b,d,,\n2,q,c,t,t\n,q,c,,");
  EXPECT_EQ(offer("{}", "{}", "{}", "{}"), offer("{1,1}", "{p,p}", R"({"a,b","a,b"})", "{f,f}", "{f,f}"))
      << "nothing new";
}

TEST_F(OfferPolls, TakesTheSameFromManyWorkersAtOnce) {
  std::vector<std::thread> workers;
  for (int i = 0; i < 8; ++i) {
    workers.emplace_back([this] {
      session own{url};
      for (int round = 0; round < 20; ++round) {
        const auto which = std::to_string(round);
        EXPECT_NO_THROW(own.exec("SELECT * FROM offer_polls('{x,d" + which + "}', '{p,p}', '{a,o" + which +
                                 "}', '{f,t}', '{f,f}')"));
      }
    });
  }
  for (auto& one : workers) one.join();
  EXPECT_EQ(db.value("SELECT count(*) FROM offers"), "21");
  EXPECT_EQ(db.value("SELECT count(*) FROM offered"), "21");
}

}  // namespace
}  // namespace scrutin::test
