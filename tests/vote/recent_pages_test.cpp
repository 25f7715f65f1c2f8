#include "vote/recent_pages.hpp"

#include <gtest/gtest.h>

#include <embedded/vote_assets.hpp>
#include <embedded/vote_pages.hpp>
#include <set>
#include <string>

#include "vote/vote_pages.hpp"

namespace scrutin::vote {
namespace {

using namespace std::chrono_literals;
using clock = recent_pages::clock;

class RecentPages : public ::testing::Test {
protected:
  RecentPages() { key.enter("first"); }

  static http::request asking(const std::string& target = "/", const std::string& host = "vote.example") {
    http::request asked{http::verb::get, target, 11};
    asked.set(http::field::host, host);
    return asked;
  }

  visitor visiting(const http::request& asked) const { return {material, {material.pages, asked}, key}; }

  std::string key_of(const http::request& asked) const {
    return recent_pages::key_of(visiting(asked), polls->now()->front());
  }

  static http::response page(const std::string& text) {
    http::response made;
    made.body() = text;
    return made;
  }

  /// The text of what is found.
  std::string found(const std::string& which, clock::time_point when) const {
    const auto* one = pages.find(which, polls->now(), when);
    return one == nullptr ? "nothing" : one->body();
  }

  void keep(const std::string& which, const std::string& text, clock::time_point when) {
    pages.keep(which, polls->now(), polls->now()->front(), page(text), when);
  }

  std::shared_ptr<actors::poll_board> polls =
      std::make_shared<actors::poll_board>(config::poll_list{config::default_poll()});
  prometheus::Registry registry;
  vote_material material{polls, {embedded::vote_pages, embedded::vote_assets}, vote_metrics{registry}, "host", ":9081"};
  actors::voter_key key{"0123456789abcdef"};
  recent_pages pages;
  clock::time_point now = clock::now();
};

TEST_F(RecentPages, AreFoundForAMoment) {
  EXPECT_EQ(found("x", now), "nothing");
  keep("x", "one", now);
  EXPECT_EQ(found("x", now), "one");
  EXPECT_EQ(found("x", now + recent_pages::age - 1ms), "one");
  EXPECT_EQ(found("x", now + recent_pages::age), "nothing");
  EXPECT_EQ(found("x", now - 1ms), "nothing") << "the clock was set back";
  EXPECT_EQ(found("y", now), "nothing");
  keep("x", "two", now + 1s);
  EXPECT_EQ(found("x", now + 1s), "two");
}

TEST_F(RecentPages, EndWhereThePollChanges) {
  auto poll = polls->now()->front();
  poll.closes = std::chrono::floor<std::chrono::milliseconds>(now) + 20ms;
  pages.keep("x", polls->now(), poll, page("open"), now);
  EXPECT_EQ(found("x", *poll.closes - 1ms), "open");
  EXPECT_EQ(found("x", *poll.closes), "nothing");
}

TEST_F(RecentPages, AreOfThePollsOfTheSettings) {
  keep("x", "of before", now);
  const auto before = polls->now();
  polls->replace(config::poll_list{config::default_poll(config::text("A"), config::text("B"))});
  ASSERT_NE(polls->now(), before);
  EXPECT_EQ(found("x", now), "nothing");
  keep("y", "of now", now);
  EXPECT_EQ(pages.find("x", before, now), nullptr);
}

TEST_F(RecentPages, AreFewWhateverStrangersSend) {
  for (std::size_t i = 0; i <= recent_pages::most; ++i) keep(std::to_string(i), "page", now);
  std::size_t kept = 0;
  for (std::size_t i = 0; i <= recent_pages::most; ++i) kept += found(std::to_string(i), now) == "page" ? 1 : 0;
  EXPECT_LE(kept, recent_pages::most);
  EXPECT_GE(kept, 1U);
}

// Whatever the page of someone without a vote shows, and nothing else, is in the key: two with the same key see the
// same.
TEST_F(RecentPages, LookTheSameForTheSameKey) {
  auto secure = asking();
  secure.arrival.secure = true;
  auto below = asking();
  below.arrival.prefix = "/votes";
  auto french = asking();
  french.set(http::field::accept_language, "fr-CH, en;q=0.5");
  auto proxied = asking();
  proxied.arrival.host = "public.example";
  auto with_cookie = asking();
  with_cookie.set(http::field::cookie, "other=1; voter=nonsense");
  std::set<std::string> keys;
  std::set<std::string> texts;
  for (const auto& asked : {asking(), asking("/", "other.example"), secure, below, french, proxied, with_cookie}) {
    const auto all = polls->now();
    keys.insert(key_of(asked));
    texts.insert(vote_page(visiting(asked), {.all = *all, .poll = all->front(), .now = now}).body());
  }
  EXPECT_EQ(keys.size(), 6U);
  EXPECT_EQ(texts.size(), 6U);
  EXPECT_EQ(key_of(asking()), key_of(with_cookie));
  EXPECT_NE(key_of(asking("/")), key_of(asking("/polls/default"))) << "the link to the other language";
}

TEST_F(RecentPages, AreNotForWhoSeesMoreThanOthers) {
  for (const auto* target : {"/?lang=fr", "/?code=AAAA", "/?pass=x", "/?"}) EXPECT_EQ(key_of(asking(target)), "");
  kept_votes votes;
  votes.keep({"default", "a", actors::uid::make()}, *polls->now());
  http::response answer;
  browser_memory{}.keep(answer, asking(), key, http::voter_id::random(), votes, clock::now());
  auto asked = asking();
  std::string line;
  const auto [begin, end] = answer.equal_range(http::field::set_cookie);
  for (auto field = begin; field != end; ++field) {
    const auto text = http::view(field->value());
    line.append(line.empty() ? "" : "; ").append(text.substr(0, text.find(';')));
  }
  asked.set(http::field::cookie, line);
  EXPECT_EQ(key_of(asked), "");
}

}  // namespace
}  // namespace scrutin::vote
