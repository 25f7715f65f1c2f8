#include "vote/visitor.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <embedded/vote_assets.hpp>
#include <embedded/vote_pages.hpp>
#include <string>

#include "vote/vote_pages.hpp"

namespace {

// Each signature takes two.
int& hashes() {
  static thread_local int finished = 0;
  return finished;
}

}  // namespace

// In the place of OpenSSL's own, which it calls: to count them.
extern "C" int EVP_DigestFinal_ex(EVP_MD_CTX* context, unsigned char* out, unsigned* size) {
  static const auto own = reinterpret_cast<decltype(&EVP_DigestFinal_ex)>(dlsym(RTLD_NEXT, "EVP_DigestFinal_ex"));
  ++hashes();
  return own(context, out, size);
}

namespace scrutin::vote {
namespace {

using clock = visitor::clock;

class Visitor : public ::testing::Test {
protected:
  Visitor() { key.enter("first"); }

  /// What a browser sends after it voted.
  std::string cookies_of(const http::response& answer) const {
    std::string line;
    const auto [begin, end] = answer.equal_range(http::field::set_cookie);
    for (auto field = begin; field != end; ++field) {
      const auto text = http::view(field->value());
      line.append(line.empty() ? "" : "; ").append(text.substr(0, text.find(';')));
    }
    return line;
  }

  std::string cookies_after(const std::string& choice) {
    http::response answer;
    const http::request asked;
    browser_memory{}.keep(answer, asked, key, anna, voted(choice), clock::now());
    return cookies_of(answer);
  }

  kept_votes voted(const std::string& choice) const {
    kept_votes votes;
    votes.keep({"default", choice, actors::uid::make()}, *polls->now());
    return votes;
  }

  static http::request asking(const std::string& cookies, const std::string& accepted = {}) {
    http::request asked{http::verb::get, "/", 11};
    asked.set(http::field::host, "vote.example");
    if (!cookies.empty()) asked.set(http::field::cookie, cookies);
    if (!accepted.empty()) asked.set(http::field::accept_language, accepted);
    return asked;
  }

  visitor visiting(const http::request& asked) const { return {material, {material.pages, asked}, key}; }

  /// The signatures that `step` makes or checks.
  template <class Step>
  static int signatures(Step step) {
    const auto before = hashes();
    step();
    return (hashes() - before) / 2;
  }

  http::voter_id anna = http::voter_id::random();
  std::shared_ptr<actors::poll_board> polls =
      std::make_shared<actors::poll_board>(config::poll_list{config::default_poll()});
  prometheus::Registry registry;
  vote_material material{polls, {embedded::vote_pages, embedded::vote_assets}, vote_metrics{registry}, "host", ":9081"};
  actors::voter_key key{"0123456789abcdef"};
};

// The voter's signature and the votes' are checked, and the new votes signed; the voter's cookie goes back as it came.
TEST_F(Visitor, IsVerifiedOnceAndSignedOnceAVote) {
  const auto asked = asking(cookies_after("a"));
  const auto who = visiting(asked);
  EXPECT_EQ(signatures([&] {
              ASSERT_NE(who.memory().voter(), nullptr);
              EXPECT_EQ(who.memory().votes().find("default")->choice, "a");
            }),
            2);
  http::response answer;
  EXPECT_EQ(signatures([&] { who.keep(answer, anna, voted("b"), clock::now()); }), 1);
  const auto again = asking(cookies_of(answer));
  EXPECT_EQ(*visiting(again).memory().voter(), anna);
  EXPECT_EQ(visiting(again).memory().votes().find("default")->choice, "b");
}

TEST_F(Visitor, OfThePageIsVerifiedOnce) {
  const auto asked = asking(cookies_after("a"));
  const auto all = polls->now();
  const auto look = [&] {
    const auto page = vote_page(visiting(asked), {.all = *all, .poll = all->front(), .now = clock::now()});
    EXPECT_NE(page.body().find("value=\"a\" data-mark=\"mine\""), std::string::npos);
  };
  EXPECT_EQ(signatures(look), 2);
}

TEST_F(Visitor, WhoIsNewIsSignedAndNothingElse) {
  const auto asked = asking({});
  const auto who = visiting(asked);
  http::response answer;
  EXPECT_EQ(signatures([&] {
              EXPECT_EQ(who.memory().voter(), nullptr);
              who.keep(answer, anna, voted("a"), clock::now());
            }),
            2);
  EXPECT_EQ(signatures([&] { who.keep(answer, anna); }), 1);
}

// What they remember is then of data that is gone, or signed with a key that nobody believes.
TEST_F(Visitor, IsSeenAnewUnderAnotherKeyOrEpoch) {
  const auto asked = asking(cookies_after("a"));
  const auto who = visiting(asked);
  EXPECT_FALSE(who.memory().votes().all().empty());
  key.enter("first");
  EXPECT_EQ(signatures([&] { EXPECT_FALSE(who.memory().votes().all().empty()); }), 0);
  key.enter("second");
  EXPECT_TRUE(who.memory().votes().all().empty());
  EXPECT_NE(who.memory().voter(), nullptr);
  key.learn("another key of 16 bytes");
  EXPECT_EQ(who.memory().voter(), nullptr);
  http::response answer;
  who.keep(answer, anna);
  const auto again = asking(cookies_of(answer));
  EXPECT_NE(visiting(again).memory().voter(), nullptr);
}

TEST_F(Visitor, ReadsOneLanguageAndFindsTheResultsWhereTheyAskedForVotes) {
  auto asked = asking({}, "fr");
  const auto who = visiting(asked);
  EXPECT_EQ(who.reader().language(), "fr");
  EXPECT_EQ(who.texts().language(), "fr");
  EXPECT_EQ(who.links().results(polls->now()->front(), nullptr), "http://vote.example:9081/polls/default");
  asked = asking({}, "en");
  asked.set(http::field::host, "other.example");
  EXPECT_EQ(who.reader().language(), "fr");
  EXPECT_EQ(who.links().results(polls->now()->front(), nullptr), "http://vote.example:9081/polls/default");
}

}  // namespace
}  // namespace scrutin::vote
