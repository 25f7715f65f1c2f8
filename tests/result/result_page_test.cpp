#include "result/tally_pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <embedded/result_assets.hpp>
#include <embedded/result_pages.hpp>
#include <memory>
#include <string>

#include "actors/qr/qr_code.hpp"

namespace scrutin::result {
namespace {

using namespace std::chrono_literals;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

const pages::page_set& pages() {
  static const pages::page_set all{embedded::result_pages, embedded::result_assets};
  return all;
}

// 2026-06-01T12:00:00Z
constexpr config::moment noon{std::chrono::sys_days{std::chrono::June / 1 / 2026} + 12h};

config::poll lunch() {
  config::poll poll{.id = "lunch",
                    .question = config::text{"Fish & \"chips\"?"},
                    .options = {{.id = "a", .label = config::text{"<Yes>"}}, {.id = "b", .label = config::text{"No"}}}};
  poll.options.push_back({.id = "c", .label = config::text{"Maybe"}, .colour = "#ffff00", .emoji = "\U0001F914"});
  return poll;
}

class ResultPage : public ::testing::Test {
protected:
  using page = http::response (*)(const visit&);

  http::response answer(page make, const std::string& language = "en") {
    facts.polls = std::make_shared<const config::poll_list>(polls);
    const auto view = actors::tally_view::of(actors::tally_snapshot::make(facts, now, nullptr), "lunch", proof);
    http::request asked;
    asked.target("/polls/lunch" + query);
    asked.set(http::field::host, "results.example.org");
    asked.set(http::field::accept_language, language);
    return make({.pages = pages(),
                 .reader = {pages(), asked},
                 .view = view.value(),
                 .vote_url = vote_url,
                 .passes = passes,
                 .receipt = receipt,
                 .now = now});
  }

  std::string body(page make, const std::string& language = "en") { return answer(make, language).body(); }

  config::poll& poll() { return polls.front(); }

  config::poll_list polls{lunch()};
  actors::tally_facts facts{.polls = nullptr,
                            .sequence = 1,
                            .live = true,
                            .votes = {{"lunch", {{"a", 1}, {"b", 1234}, {"c", 1}}}},
                            .voters = {{"lunch", 1235}},
                            .timelines = {},
                            .viewers = {{"lunch", 7}}};
  actors::proof proof = actors::proof::none;
  std::string vote_url = "https://vote.example.org";
  std::string query;
  const actors::pass_book* passes = nullptr;
  std::string receipt;
  std::chrono::system_clock::time_point now = noon;
};

TEST_F(ResultPage, ShowsEachOptionWithItsVotesAndShare) {
  const auto html = body(result_page);
  EXPECT_THAT(html, HasSubstr("Fish &amp; &quot;chips&quot;?</h1>"));
  EXPECT_THAT(html, HasSubstr("&lt;Yes&gt;</bdi></span>"));
  EXPECT_THAT(html, HasSubstr("1,236 votes"));
  EXPECT_THAT(html, HasSubstr("7 are watching"));
  EXPECT_THAT(html, ContainsRegex("data-id=\"b\" class=\"leading .*99.8%</span> <span class=\"votes\">1,234 votes"));
  EXPECT_THAT(html, HasSubstr("width=\"99.8%\""));
  EXPECT_THAT(html, Not(HasSubstr("id=\"voters\"")));
}

TEST_F(ResultPage, SpeaksFrench) {
  const auto html = body(result_page, "fr");
  EXPECT_THAT(html, HasSubstr("<html lang=\"fr\">"));
  EXPECT_THAT(html, HasSubstr("99,8\u202F%"));
  EXPECT_THAT(html, HasSubstr("7 personnes regardent"));
}

TEST_F(ResultPage, ShowsWhatOptionsLookLike) {
  const auto html = body(result_page);
  EXPECT_THAT(html, HasSubstr("<span class=\"emoji\" aria-hidden=\"true\">\U0001F914</span> <bdi dir=\"auto\">Maybe"));
  EXPECT_THAT(html, HasSubstr("fill=\"#ffff00\""));
  EXPECT_THAT(html, HasSubstr("class=\"faint-light\""));
}

TEST_F(ResultPage, MarksAnOptionThatWasWithdrawn) {
  EXPECT_THAT(body(result_page), Not(HasSubstr("withdrawn")));
  poll().options.back().retired = true;
  EXPECT_THAT(body(result_page), HasSubstr("Maybe</bdi> <span class=\"tag\">withdrawn</span>"));
}

TEST_F(ResultPage, TellsVotersFromVotesWhereOneMayNameSeveral) {
  poll().max = 2;
  EXPECT_THAT(body(result_page), HasSubstr("<p id=\"voters\">1,235 voters</p>"));
}

TEST_F(ResultPage, SaysWhenThePollOpensAndCloses) {
  const auto text = [this] {
    const auto html = body(result_page);
    const auto begin = html.find("role=\"timer\">") + 13;
    return html.substr(begin, html.find('<', begin) - begin);
  };
  EXPECT_EQ(text(), "Open");
  poll().closes = noon + 272s;
  EXPECT_EQ(text(), "Closes in 4:32");
  poll().closes = noon + 4s + 1ms;
  EXPECT_EQ(text(), "Closes in 0:05");
  poll().closes = noon + 1h + 2min + 3s;
  EXPECT_EQ(text(), "Closes in 1:02:03");
  poll().closes = noon + 48h - 1s;
  EXPECT_EQ(text(), "Closes in 47:59:59");
  poll().closes = noon + 71h;
  EXPECT_EQ(text(), "Closes in 2 days");
  poll().opens = noon + 10min;
  EXPECT_EQ(text(), "Opens in 10:00");
  poll().opens = noon - 2h;
  poll().closes = noon;
  EXPECT_EQ(text(), "Closed");
  EXPECT_THAT(body(result_page), HasSubstr("data-now=\"2026-06-01T12:00:00Z\" data-opens=\"2026-06-01T10:00:00Z\""));
}

TEST_F(ResultPage, DrawsVotesOverTimeWithAText) {
  EXPECT_THAT(body(result_page), HasSubstr("<figure id=\"timeline\" hidden"));
  facts.timelines["lunch"] = {.step = 5, .points = {{1780315200, 2}, {1780315205, 1}}};
  const auto html = body(result_page);
  EXPECT_THAT(html, Not(HasSubstr("<figure id=\"timeline\" hidden")));
  EXPECT_THAT(html, HasSubstr("class=\"line\" d=\"M0 100L250 0L750 50L1000 100\""));
  EXPECT_THAT(html, HasSubstr("At most 2 votes within 5 seconds, at 12:00:00 UTC"));
  EXPECT_THAT(html, HasSubstr("<td><time datetime=\"2026-06-01T12:00:05Z\">12:00:05 UTC</time></td><td>1</td>"));
  facts.timelines["lunch"] = {.step = 3600, .points = {{1780315200, 2}, {1780315200 + 90000, 1}}};
  EXPECT_THAT(body(result_page), HasSubstr("At most 2 votes within 1 hour, at 2026-06-01 12:00 UTC"));
}

TEST_F(ResultPage, SaysThatFiguresAreOld) {
  EXPECT_THAT(body(result_page), Not(HasSubstr("role=\"status\">Not live")));
  facts.live = false;
  const auto old = body(result_page);
  EXPECT_THAT(old, HasSubstr("role=\"status\">Not live: these are the last known numbers. <"));
  EXPECT_THAT(old, HasSubstr("data-live=\"false\""));
}

// Its script may never run. It says that it is live, and takes the reloading away, once it does.
TEST_F(ResultPage, BeginsAsOneThatDoesNotUpdateByItself) {
  for (const auto make : {result_page, projector_page, embed_page}) {
    const auto html = body(make);
    EXPECT_THAT(html, HasSubstr(".js\"></script><meta http-equiv=\"refresh\" content=\"5\"><!-- -->"));
    EXPECT_THAT(html,
                HasSubstr("<span class=\"reloads\">This page does not update by itself: it reloads every 5 seconds."));
    EXPECT_THAT(html, HasSubstr("data-live=\"\""));
  }
}

TEST_F(ResultPage, TellsNoFigureToWhoMayNotSeeIt) {
  facts.timelines["lunch"] = {.step = 5, .points = {{1780315200, 1234}}};
  poll().max = 2;
  const std::pair<config::publication, const char*> reasons[] = {
      {config::publication::after_close, "once the poll is closed"},
      {config::publication::after_vote, "to those who have voted. Vote,"},
      {config::publication::hidden, "are not shown"}};
  for (const auto& [when, why] : reasons) {
    poll().results = when;
    for (const auto make : {result_page, projector_page, embed_page}) {
      const auto html = body(make);
      EXPECT_THAT(html, ContainsRegex("id=\"withheld\"[^>]*>[^<]*" + std::string(why)));
      for (const auto* secret : {"99.8", "0.1%", "1,234", "1234", "1,235", "1,236", "leading"}) {
        EXPECT_THAT(html, Not(HasSubstr(secret)));
      }
      EXPECT_THAT(html, ContainsRegex("<ol id=\"tally\"[^>]* hidden>"));
    }
  }
}

// It is there because someone voted for it.
TEST_F(ResultPage, TellsNoRetiredOptionToWhoMayNotSeeTheFigures) {
  poll().options[1].retired = true;
  poll().options[1].label = config::text{"Formerly"};
  for (const auto make : {result_page, projector_page, embed_page}) {
    poll().results = config::publication::live;
    EXPECT_THAT(body(make), HasSubstr("Formerly"));
    poll().results = config::publication::hidden;
    const auto with = body(make);
    EXPECT_THAT(with, Not(HasSubstr("Formerly")));
    const auto all = poll().options;
    poll().options.erase(poll().options.begin() + 1);
    EXPECT_EQ(body(make), with) << "not even by its place";
    poll().options = all;
  }
}

TEST_F(ResultPage, ShowsFiguresToWhoHasVotedAndKeepsTheReceipt) {
  poll().results = config::publication::after_vote;
  proof = actors::proof::valid;
  receipt = "0190a5c0-7c7b-7a3e-8b6f-2d1f3c4b5a69";
  const auto html = body(result_page);
  EXPECT_THAT(html, HasSubstr("1,236 votes"));
  EXPECT_THAT(html, HasSubstr("data-query=\"poll=lunch&amp;receipt=" + receipt + "\""));
  EXPECT_THAT(html, HasSubstr("href=\"/polls/lunch?lang=fr&amp;receipt=" + receipt + "\""));
  EXPECT_THAT(html, HasSubstr("href=\"/polls/lunch.csv?receipt=" + receipt + "\""));
}

TEST_F(ResultPage, LeadsOn) {
  auto html = body(result_page);
  for (const auto* link : {"https://vote.example.org/polls/lunch", "/polls/lunch.csv", "/polls/lunch.json",
                           "/polls/lunch/screen", "/polls/lunch?lang=fr"}) {
    EXPECT_THAT(html, HasSubstr("href=\"" + std::string(link) + "\""));
  }
  EXPECT_THAT(html, Not(HasSubstr("href=\"/polls\"")));
  polls.push_back(config::default_poll());
  vote_url.clear();
  html = body(result_page);
  EXPECT_THAT(html, HasSubstr("href=\"/polls\""));
  EXPECT_THAT(html, Not(HasSubstr("class=\"vote\"")));
}

TEST_F(ResultPage, OffersAFrameForOtherPages) {
  EXPECT_THAT(body(result_page), HasSubstr("&lt;iframe src=&quot;//results.example.org/polls/lunch/embed&quot; "
                                           "title=&quot;Results: Fish &amp;amp; &amp;quot;chips"));
}

TEST_F(ResultPage, HasACodeOfTheAddressToVoteAtForAHall) {
  const auto html = body(projector_page);
  const auto code = actors::qr_code::of("https://vote.example.org/polls/lunch").value();
  EXPECT_THAT(html, HasSubstr(code.path(4)));
  const auto side = std::to_string(code.size() + 8);
  EXPECT_THAT(html, HasSubstr("viewBox=\"0 0 " + side + " " + side + "\""));
  EXPECT_THAT(html, HasSubstr(">vote.example.org<wbr>/polls/lunch</a>"));
}

TEST_F(ResultPage, ShowsPassesToWhomTheWordWasGiven) {
  const actors::pass_book book{"0123456789abcdef"};
  const std::string address = "https://vote.example.org/polls/lunch";
  const auto plain = actors::qr_code::of(address)->path(4);
  const auto with_pass = actors::qr_code::of(address + "?pass=" + book.issue("lunch", now))->path(4);
  passes = &book;
  polls.push_back(config::default_poll());
  const auto shows = [&](const std::string& code, const std::string& why) {
    const auto html = body(projector_page);
    EXPECT_THAT(html, HasSubstr(code)) << why;
    EXPECT_EQ(html.find(" data-renew=\"15000\"") != html.npos, code == with_pass) << why;
    EXPECT_THAT(html, HasSubstr("<a href=\"" + address + "\">")) << "who follows the link has no pass";
  };
  query = "?hall=" + book.hall();
  shows(plain, "the poll is not paced");
  poll().integrity = config::integrity::paced;
  shows(with_pass, "it is");
  EXPECT_THAT(body(projector_page), HasSubstr("href=\"/polls/default/screen?hall=" + book.hall() + "\""));
  query = "?hall=" + actors::pass_book{"another key of ours"}.hall();
  shows(plain, "the word is another's");
  query = "";
  shows(plain, "no word");
  EXPECT_THAT(body(projector_page), HasSubstr("href=\"/polls/default/screen\""));
  query = "?hall=" + book.hall();
  passes = nullptr;
  shows(plain, "there is no key");
}

TEST_F(ResultPage, LeadsToAPortOfTheHostThatWasAsked) {
  vote_url = ":8080";
  for (const auto make : {&result_page, &projector_page}) {
    EXPECT_THAT(body(make), HasSubstr("href=\"http://results.example.org:8080/polls/lunch\""));
  }
}

TEST_F(ResultPage, SaysWhyThereIsNoCode) {
  vote_url.clear();
  EXPECT_THAT(body(projector_page), HasSubstr("<code>result.vote_url</code>"));
  vote_url = "https://vote.example.org/" + std::string(2400, 'x');
  const auto html = body(projector_page);
  EXPECT_THAT(html, HasSubstr("No QR code can be made from this address"));
  EXPECT_THAT(html, Not(HasSubstr("class=\"code\"")));
}

TEST_F(ResultPage, GoesRoundTheRunningPollsInAHall) {
  EXPECT_THAT(body(projector_page), Not(HasSubstr("id=\"next\"")));
  for (const auto* id : {"second", "third", "gone"}) {
    polls.push_back(config::default_poll());
    polls.back().id = id;
  }
  polls.back().retired = true;
  const auto html = body(projector_page);
  EXPECT_THAT(html, HasSubstr("rel=\"next\" href=\"/polls/second/screen\""));
  EXPECT_THAT(html, HasSubstr("rel=\"prev\" href=\"/polls/third/screen\""));
}

TEST_F(ResultPage, LaysUpToAHundredOptionsOutInColumns) {
  poll().options.resize(2);
  EXPECT_THAT(body(projector_page), HasSubstr("<ol id=\"tally\" class=\"duel\">"));
  const auto columns = [](std::size_t count) {
    const auto rows = [](std::size_t n) { return "rows-" + std::to_string(n); };
    if (count <= 10) return rows(count) + "\"";
    return count <= 30 ? rows((count + 1) / 2) + " halves\"" : rows((count + 3) / 4) + " halves quarters\"";
  };
  const auto grow = [&](std::size_t to) {
    while (poll().options.size() < to) {
      poll().options.push_back({.id = "o" + std::to_string(poll().options.size()), .label = config::text{"Another"}});
    }
  };
  for (const std::size_t count : {3U, 9U, 10U, 11U, 12U, 20U, 29U, 30U, 31U, 32U, 99U, 100U}) {
    grow(count);
    EXPECT_THAT(body(projector_page), HasSubstr(columns(count))) << count;
  }
  grow(300);  // retired ones come on top
  EXPECT_THAT(body(projector_page), HasSubstr("rows-40 halves quarters\""));
}

TEST_F(ResultPage, SetsLongTextsInSmallerType) {
  const auto sized = [this](std::size_t letters) {
    poll().options.front().label = config::text{std::string(letters, 'x')};
    return body(projector_page);
  };
  EXPECT_THAT(sized(15), Not(HasSubstr("lengthy")));
  EXPECT_THAT(sized(16), HasSubstr(" lengthy\""));
  EXPECT_THAT(sized(22), HasSubstr(" lengthy\""));
  EXPECT_THAT(sized(23), HasSubstr(" lengthiest\""));
  poll().options.front().retired = true;
  EXPECT_THAT(sized(15), HasSubstr(" lengthiest\""));
  poll().question = config::text{std::string(45, 'x')};
  EXPECT_THAT(body(projector_page), HasSubstr("<h1 dir=\"auto\">"));
  poll().question = config::text{std::string(46, 'x')};
  EXPECT_THAT(body(projector_page), HasSubstr("<h1 class=\"long\" dir=\"auto\">"));
  poll().question = config::text{std::string(111, 'x')};
  EXPECT_THAT(body(projector_page), HasSubstr("<h1 class=\"longest\" dir=\"auto\">"));
}

TEST_F(ResultPage, HasNoStyleOrScriptThatThePolicyForbids) {
  polls.push_back(config::default_poll());
  facts.timelines["lunch"] = {.step = 5, .points = {{1780315200, 2}}};
  for (const auto make : {result_page, projector_page, embed_page}) {
    const auto html = body(make);
    for (const auto* forbidden : {" style=", "<style", "<script>", " onclick", "javascript:"}) {
      EXPECT_THAT(html, Not(HasSubstr(forbidden)));
    }
  }
}

}  // namespace
}  // namespace scrutin::result
