#include "vote/fresh_receipt.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace scrutin::vote {
namespace {

using namespace std::chrono_literals;
using clock = fresh_receipt::clock;

const auto receipt = actors::uid::parse("019ab4c2-7d10-7cc3-8a51-3f2f9f0f7a11").value();
const clock::time_point now{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1} + 9min + 59s};

actors::voter_key a_key(const std::string& bytes = "0123456789abcdef", const std::string& epoch = "first") {
  actors::voter_key key{bytes};
  key.enter(epoch);
  return key;
}

http::request asking(const std::string& target = "/", const std::string& agent = "one", const std::string& from = {}) {
  http::request asked{http::verb::get, target, 11};
  asked.set(http::field::user_agent, agent);
  if (!from.empty()) asked.set("Sec-Fetch-Site", from);
  return asked;
}

std::string issued(const actors::voter_key& key = a_key()) {
  return fresh_receipt::issue(receipt, "p", asking(), key, now);
}

std::optional<actors::uid> read(const std::string& value, const http::request& asked = asking(),
                                const actors::voter_key& key = a_key(), clock::time_point when = now,
                                std::string_view poll = "p") {
  return fresh_receipt::read(value, poll, asked, key, when);
}

TEST(FreshReceipt, IsReadAsItWasIssued) {
  EXPECT_EQ(read(issued()), receipt);
  EXPECT_EQ(fresh_receipt::find(asking("/polls/p?lang=fr&recorded=" + issued())), issued());
  for (const auto* none : {"/", "/?lang=fr", "/?recorded=a&recorded=b", "/?recorded=%zz"})
    EXPECT_EQ(fresh_receipt::find(asking(none)), std::nullopt) << none;
}

TEST(FreshReceipt, HoldsFor10To20Minutes) {
  for (const auto later : std::vector<std::chrono::seconds>{0s, 1s, 10min, 10min + 1s - 1s})
    EXPECT_EQ(read(issued(), asking(), a_key(), now + later), receipt) << later.count();
  EXPECT_EQ(read(issued(), asking(), a_key(), now + 10min + 1s), std::nullopt);
  const auto early = fresh_receipt::issue(receipt, "p", asking(), a_key(), now + 1s);
  EXPECT_EQ(read(early, asking(), a_key(), now + 20min), receipt);
  EXPECT_EQ(read(early, asking(), a_key(), now + 20min + 1s), std::nullopt);
  EXPECT_EQ(read(issued(), asking(), a_key(), now - 10min), std::nullopt);
}

TEST(FreshReceipt, IsOfOnePollOneBrowserOneKeyAndOneEpoch) {
  EXPECT_EQ(read(issued(), asking(), a_key(), now, "q"), std::nullopt);
  EXPECT_EQ(read(issued(), asking("/", "two")), std::nullopt);
  EXPECT_EQ(read(issued(), asking(), a_key("0123456789abcdeg")), std::nullopt);
  EXPECT_EQ(read(issued(), asking(), a_key("0123456789abcdef", "second")), std::nullopt);
  EXPECT_EQ(read(issued(), asking(), actors::voter_key{""}), std::nullopt);
}

TEST(FreshReceipt, IsNotBelievedOfWhoComesFromElsewhere) {
  EXPECT_EQ(read(issued(), asking("/", "one", "same-origin")), receipt);
  for (const auto* from : {"cross-site", "same-site", "none", "x"})
    EXPECT_EQ(read(issued(), asking("/", "one", from)), std::nullopt) << from;
}

TEST(FreshReceipt, IsNoneWithAnyCharacterChanged) {
  const auto good = issued();
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] = good[at] == '1' ? '2' : '1';
    EXPECT_EQ(read(bad), std::nullopt) << bad;
    EXPECT_EQ(read(good.substr(0, at)), std::nullopt);
  }
  EXPECT_EQ(read(good + "A"), std::nullopt);
}

RC_GTEST_PROP(FreshReceipt, TakesAnyBytes, (const std::string& bytes)) { RC_ASSERT(!read(bytes)); }

}  // namespace
}  // namespace scrutin::vote
