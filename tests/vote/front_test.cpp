// What stands before a vote process: proxies, a path, HTTPS.
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "tests/support/addresses.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace scrutin {
namespace {

using test::ask;
using test::post_vote;

class VoteFront : public ::testing::Test {
protected:
  test::service::variables with(test::service::variables more) {
    more.emplace_back("SCRUTIN_REDIS_URL", redis.url());
    return more;
  }

  test::redis_server redis;
};

TEST_F(VoteFront, PutsThePathBeforeEachAddressOfItsPages) {
  test::service vote{"vote", with({{"SCRUTIN_VOTE_PUBLIC_URL", "https://hall.example/live"}})};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (const std::string path : {"/", "/polls", "/polls/default", "/nothing", "/polls/nothing", "/live/polls/default",
                                 "/live", "/live/?lang=fr", "/?poll=a&poll=b"}) {
    const auto page = ask(vote.port(), "GET", path);
    EXPECT_EQ(test::addresses_outside("/live/", page.body), std::vector<std::string>{}) << path;
    EXPECT_NE(page.body.find("\"/live/assets/"), std::string::npos) << path;
  }
  EXPECT_EQ(post_vote(vote.port(), "a").fields.at("location"), "/live/");
  EXPECT_EQ(ask(vote.port(), "GET", "/polls/default/").fields.at("location"), "/live/polls/default");
  EXPECT_EQ(ask(vote.port(), "GET", "/live/polls/default/").fields.at("location"), "/live/polls/default");
  const auto refused = ask(vote.port(), "GET", "/\x01");
  EXPECT_EQ(refused.status, 400U);
  EXPECT_EQ(test::addresses_outside("/live/", refused.body), std::vector<std::string>{});
}

TEST_F(VoteFront, GuardsItsCookiesBehindHttps) {
  test::service vote{"vote", with({{"SCRUTIN_VOTE_PUBLIC_URL", "https://hall.example"}})};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto page = ask(vote.port(), "GET", "/?lang=fr");
  const auto& cookies = page.fields.at("set-cookie");
  EXPECT_NE(cookies.find("__Host-voter="), std::string::npos) << cookies;
  for (std::size_t at = 0, next = 0; next != cookies.npos; at = next + 1) {
    next = cookies.find('\n', at);
    const auto one = cookies.substr(at, next - at);
    EXPECT_NE(one.find("; Secure"), std::string::npos) << one;
    EXPECT_NE(one.find("; Path=/;"), std::string::npos) << one;
  }
  EXPECT_EQ(page.fields.at("strict-transport-security"), "max-age=31536000");
  const auto voter = cookies.substr(cookies.find("__Host-voter="));
  const auto pair = voter.substr(0, voter.find(';'));
  const auto known = post_vote(vote.port(), "a", "Cookie: " + pair + "\r\n");
  EXPECT_NE(known.fields.at("set-cookie").find(pair), std::string::npos);
  // Without its name's guard anyone on the way, or on a neighbour's host, could have set it.
  const auto stranger = post_vote(vote.port(), "a", "Cookie: " + pair.substr(7) + "\r\n");
  EXPECT_EQ(stranger.fields.at("set-cookie").find(pair), std::string::npos);
}

TEST_F(VoteFront, KnowsItsVoterBehindForeignCookiesOfTheSameName) {
  test::service vote{"vote", with({})};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto first = ask(vote.port(), "GET", "/").fields.at("set-cookie");
  const auto pair = first.substr(0, first.find(';'));
  const auto name = pair.substr(0, pair.find('='));
  const auto junk = name + "=0123456789abcdef0123456789abcdef." + std::string(43, 'A');
  const auto again =
      post_vote(vote.port(), "a", "Cookie: " + name + "=; " + junk + "; " + name + "=\"x\"; " + pair + "\r\n");
  EXPECT_NE(again.fields.at("set-cookie").find(pair), std::string::npos);
}

// The new key is added last, then first, then alone: whoever voted under the old one stays the same voter.
TEST_F(VoteFront, KnowsItsVotersWhileItsKeyChanges) {
  const std::string old_key = "the old key of 16 bytes";
  const std::string new_key = "the new key of 16 bytes";
  std::string cookies;
  std::string voter;
  for (const auto& keys : {old_key, old_key + '\n' + new_key, new_key + "\r\n" + old_key, new_key}) {
    test::service vote{"vote",
                       with({{"SCRUTIN_VOTE_COOKIE_KEY", keys}, {"SCRUTIN_VOTE_PUBLIC_URL", "http://a.example"}})};
    ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
    const auto page = ask(vote.port(), "GET", "/", {}, cookies);
    EXPECT_EQ(page.body.find("data-mark=\"mine\"") != page.body.npos, !cookies.empty()) << keys;
    const auto answer = post_vote(vote.port(), "a", cookies);
    const auto& set = answer.fields.at("set-cookie");
    const auto id = set.substr(set.find("voter=") + 6, 32);
    if (voter.empty()) voter = id;
    EXPECT_EQ(id, voter) << keys;
    cookies = test::cookies_of(answer);
  }
}

TEST_F(VoteFront, BelievesNoForwardedFieldsOfStrangers) {
  test::service vote{"vote",
                     with({{"SCRUTIN_VOTE_TRUSTED_PROXIES", "192.0.2.0/24"}, {"SCRUTIN_VOTE_ACCESS_LOG", "-"}})};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto page = ask(vote.port(), "GET", "/", {},
                        "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /evil\r\n"
                        "X-Forwarded-Host: evil.example\r\n");
  EXPECT_EQ(page.body.find("evil"), std::string::npos);
  EXPECT_EQ(page.fields.at("set-cookie").find("__Host-"), std::string::npos);
}

TEST_F(VoteFront, SaysWhatToSetWhereAProxyHidesTheHost) {
  test::service vote{"vote", with({})};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(post_vote(vote.port(), "a", "Origin: http://vote.example\r\n").status, 403U);
  }
  const auto told = [&] {
    const auto log = vote.process().log_tail();
    return log.find("a page at http://vote.example was refused") != log.npos;
  };
  EXPECT_TRUE(test::eventually(told)) << vote.process().log_tail();
  const auto log = vote.process().log_tail();
  EXPECT_EQ(log.find("vote.example"), log.rfind("vote.example")) << "once a minute";
}

TEST_F(VoteFront, ServesBothFamiliesAtTheAddressOfAll) {
  test::service vote{"vote", with({}), {"--vote-listen=[::]:0", "--vote-access-log=-"}};
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto log = vote.process().log_tail();
  std::smatch port;
  ASSERT_TRUE(std::regex_search(log, port, std::regex{"listens on http://(?:\\[::\\]|0\\.0\\.0\\.0):([0-9]+)"})) << log;
  EXPECT_EQ(ask(static_cast<std::uint16_t>(std::stoi(port[1])), "GET", "/").status, 200U);
}

}  // namespace
}  // namespace scrutin
