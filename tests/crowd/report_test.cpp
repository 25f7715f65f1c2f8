#include "crowd/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scrutin::crowd {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::unique_ptr<outcome> some(unsigned share) {
  auto one = std::make_unique<outcome>();
  one->asked.vote = site::parse("https://vote.example.org").value();
  one->asked.result = site::parse("https://results.example.org:8443/r").value();
  one->asked.poll.id = "rehearsal";
  one->asked.people = 20;
  one->asked.sockets = 3;
  one->asked.share = share;
  one->asked.shares = 2;
  one->seen.page.record(1500us, 10);
  one->seen.vote.record(std::chrono::milliseconds(share), 10);
  one->seen.recorded += 10;
  one->seen.note("a page: no answer in time");
  one->took = plan::seconds(share);
  one->told.acknowledged = 10;
  one->told.counted = 9;
  one->told.wrongs.push_back({"019ab4c2", "is waiting and must be counted"});
  one->told.tallied = true;
  one->told.before = {share, 5, {{"a", 5 * share}}};
  one->told.after = {10 * share, 10, {{"a", 10 * share}}};
  one->told.ours["a"] = 10;
  return one;
}

TEST(Report, TellsPeopleWhatHappened) {
  const auto text = to_table(*some(1));
  EXPECT_THAT(text, HasSubstr("https://vote.example.org, poll \"rehearsal\": 20 people within 5 s"));
  EXPECT_THAT(text, HasSubstr("page             10       1.5       1.5       1.5       1.5       1.5\n"));
  EXPECT_THAT(text, HasSubstr("        1  a page: no answer in time\n"));
  EXPECT_THAT(text, HasSubstr("  019ab4c2 is waiting and must be counted\n"));
  EXPECT_THAT(text, HasSubstr("acknowledged=10 counted=9 replaced=0 unsure=0 wrong=1 tallies: short by 5\n"));
}

TEST(Report, ComesBackFromJsonAsItWas) {
  const auto json = to_json(*some(1));
  const auto back = from_json(json);
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(to_json(**back), json);
}

TEST(Report, RefusesWhatIsNone) {
  EXPECT_THAT(from_json("{}").error().what, HasSubstr("this is no report of crowd: "));
  EXPECT_THAT(from_json("[").error().what, HasSubstr("this is no report of crowd: "));
}

TEST(Report, OfSeveralAddsUp) {
  std::vector<std::unique_ptr<outcome>> all;
  all.push_back(some(1));
  all.push_back(some(2));
  const auto sum = merge(all).value();
  EXPECT_EQ(sum->seen.recorded, 20U);
  EXPECT_EQ(sum->seen.page.count(), 20U);
  EXPECT_EQ(sum->seen.vote.within(0.5), some(1)->seen.vote.within(1));
  EXPECT_EQ(sum->seen.vote.within(1), some(2)->seen.vote.within(1));
  EXPECT_EQ(sum->seen.mishaps().at("a page: no answer in time"), 2U);
  EXPECT_EQ(sum->told.acknowledged, 20U);
  EXPECT_EQ(sum->told.before.votes.at("a"), 5);
  EXPECT_EQ(sum->told.after.votes.at("a"), 20);
  EXPECT_EQ(sum->told.missing(), 5);
  EXPECT_EQ(sum->took, 2s);
  all.back()->asked.poll.id = "another";
  EXPECT_THAT(merge(all).error().what, HasSubstr("these reports are not of one crowd"));
}

}  // namespace
}  // namespace scrutin::crowd
