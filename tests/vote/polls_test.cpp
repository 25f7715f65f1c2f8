// What voters see of polls with terms, from outside and with a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>
#include <vector>

#include "config/moment.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/temp_directory.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::browser;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

config::moment in(std::chrono::milliseconds time) {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + time;
}

/// A poll as the settings write it; `terms` are more lines of it.
std::string poll(const std::string& id, const std::string& terms = {}, const std::string& labels = "ABC") {
  std::string text = "[[poll]]\nid = \"" + id + "\"\nquestion = \"" + id + "?\"\n" + terms + "\noptions = [\n";
  for (const char label : labels)
    text += std::string("{ id = \"") + static_cast<char>(label + 32) + "\", label = \"Label-" + label + "\" },\n";
  return text + "]\n";
}

std::string at(const char* key, config::moment when) {
  return std::string(key) + " = " + config::to_string(when) + "\n";
}

boost::json::object parsed(const test::http_answer& answer) { return boost::json::parse(answer.body).as_object(); }

class VotePolls : public ::testing::Test {
protected:
  void write(const std::string& polls) { std::ofstream{file()} << polls; }

  std::string file() const { return directory_.path() / "polls.toml"; }

  /// A vote process that has the polls which were written.
  test::service serve(const test::service::variables& more = {}) {
    test::service::variables all{{"SCRUTIN_REDIS_URL", redis_.url()}, {"SCRUTIN_CONFIG", file()}};
    all.insert(all.end(), more.begin(), more.end());
    return test::service{"vote", all};
  }

  /// Entries in all streams.
  int stored() const {
    int all = 0;
    for (int partition = 0; partition < 4; ++partition)
      all += std::stoi(redis_.ask("XLEN votes:" + std::to_string(partition)).substr(1));
    return all;
  }

  /// The last entry of the only stream that has one, as Redis tells it.
  std::string last_entry() const {
    std::string text;
    for (int partition = 0; partition < 4; ++partition)
      text += redis_.ask("XREVRANGE votes:" + std::to_string(partition) + " + - COUNT 1");
    return text;
  }

  test::temp_directory directory_{"scrutin-polls"};
  test::redis_server redis_;
};

TEST_F(VotePolls, TakeSeveralOptionsAsOneBallotInThePollsOrder) {
  write(poll("team", "min = 2\nmax = 2"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  EXPECT_THAT(voter.get("/").body, HasSubstr("type=\"checkbox\" name=\"vote\" value=\"a\""));
  const auto answer = voter.post_json("/", "vote=c&vote=a");
  ASSERT_EQ(answer.status, 201U) << answer.body;
  const auto told = parsed(answer);
  EXPECT_EQ(told.at("choice"), "a,c");
  EXPECT_EQ(told.at("choices"), (boost::json::array{"a", "c"}));
  EXPECT_EQ(told.at("labels"), (boost::json::array{"Label-A", "Label-C"}));
  EXPECT_THAT(last_entry(), HasSubstr("a,c"));
  const auto page = voter.get("/").body;
  EXPECT_THAT(page, HasSubstr("Recorded: your vote for Label-A, Label-C."));
  EXPECT_THAT(page, HasSubstr("value=\"c\" checked"));
  EXPECT_THAT(page, Not(HasSubstr("value=\"b\" checked")));
}

// As a browser sends a form whose enctype asks for parts.
TEST_F(VotePolls, TakeAHundredOptionsInParts) {
  std::string options;
  std::string body;
  for (int i = 0; i < 100; ++i) {
    const auto id = "o" + std::to_string(1000 + i);
    options += "{ id = \"" + id + "\", label = \"" + id + "\" },\n";
    body += "------WebKitFormBoundary7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"vote\"\r\n\r\n" + id +
            "\r\n";
  }
  body += "------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n";
  write("[[poll]]\nid = \"all\"\nquestion = \"All?\"\nmin = 100\nmax = 100\noptions = [\n" + options + "]\n");
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  const auto answer = ask(vote.port(), "POST", "/", body,
                          "Accept: application/json\r\nContent-Type: multipart/form-data; "
                          "boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW\r\n");
  ASSERT_EQ(answer.status, 201U) << answer.body;
  EXPECT_EQ(parsed(answer).at("choices").as_array().size(), 100U);
}

TEST_F(VotePolls, StandInNoListWhereTheyAreNotToBeListed) {
  write(poll("team") + poll("secret", "listed = false") + poll("lunch"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  for (const auto* path : {"/", "/polls", "/polls/lunch", "/api/polls"}) {
    EXPECT_THAT(ask(vote.port(), "GET", path).body, Not(HasSubstr("secret"))) << path;
  }
  EXPECT_THAT(ask(vote.port(), "GET", "/polls/lunch").body, HasSubstr("/polls\""));
  EXPECT_EQ(ask(vote.port(), "GET", "/api/polls/secret").status, 200U);
  EXPECT_EQ(ask(vote.port(), "GET", "/polls/secret").status, 200U);
  EXPECT_EQ(test::browser{vote.port()}.post_json("/polls/secret", "vote=a").status, 201U);
}

TEST_F(VotePolls, LeadToNoListOfOne) {
  write(poll("team") + poll("secret", "listed = false"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  EXPECT_THAT(ask(vote.port(), "GET", "/").body, Not(HasSubstr("/polls\"")));
}

TEST_F(VotePolls, SayWhatIsWrongWithAChoiceAndStoreNothing) {
  write(poll("team", "min = 2\nmax = 2") + poll("one"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  struct bad {
    const char* target;
    const char* body;
    const char* reason;
    const char* sentence;
  };
  const std::vector<bad> all{
      {"/", "", "missing", "names no option"},
      {"/", "vote=a", "too-few", "at least 2 options"},
      {"/", "vote=a&vote=b&vote=c", "too-many", "at most 2 options"},
      {"/", "vote=a&vote=a", "doubled", "names an option twice"},
      {"/", "vote=a&vote=zebra", "unknown", "no such option"},
      {"/", "vote=a,b", "unknown", "no such option"},
      {"/polls/one", "vote=a&vote=b", "several", "names more than one option"},
      {"/polls/one", "vote=%zz", "form", "hexadecimal"},
  };
  for (const auto& one : all) {
    browser voter{vote.port()};
    const auto page = voter.post(one.target, one.body);
    EXPECT_EQ(page.status, 400U) << one.reason;
    EXPECT_THAT(page.body, AllOf(HasSubstr(one.sentence), HasSubstr("NOT recorded"))) << one.reason;
    EXPECT_THAT(page.fields.at("content-type"), "text/html; charset=utf-8");
    const auto answer = voter.post_json(one.target, one.body, "Accept-Language: en\r\n");
    EXPECT_EQ(answer.fields.at("content-type"), "application/problem+json");
    const auto problem = parsed(answer);
    EXPECT_EQ(problem.at("recorded"), false) << one.reason;
    EXPECT_EQ(problem.at("reason"), one.reason) << one.body;
    EXPECT_EQ(problem.at("phase"), "open");
    EXPECT_THAT(std::string(problem.at("detail").as_string()), HasSubstr(one.sentence));
    EXPECT_THAT(voter.post(one.target, one.body, "Accept-Language: fr\r\n").body, HasSubstr("PAS été enregistré"));
    const auto metrics = ask(vote.admin(), "GET", "/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("scrutin_votes_refused_total{reason=\"" + std::string(one.reason) + "\"} "));
    EXPECT_THAT(metrics, Not(HasSubstr("scrutin_votes_refused_total{reason=\"" + std::string(one.reason) + "\"} 0\n")));
  }
  EXPECT_EQ(stored(), 0);
}

TEST_F(VotePolls, OpenAndCloseAtTheirMoments) {
  const auto opens = in(1500ms);
  const auto closes = in(4000ms);
  write(poll("p", at("opens", opens) + at("closes", closes)));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const auto phase = [&] { return std::string(parsed(voter.get("/api/polls/p")).at("phase").as_string()); };
  if (std::chrono::system_clock::now() < opens - 300ms) {
    const auto early = voter.post_json("/", "vote=a");
    EXPECT_EQ(early.status, 403U);
    EXPECT_EQ(parsed(early).at("phase"), "scheduled");
    EXPECT_EQ(parsed(early).at("recorded"), false);
  }
  ASSERT_TRUE(test::eventually([&] { return phase() == "open"; }));
  EXPECT_GE(std::chrono::system_clock::now(), opens);
  EXPECT_EQ(voter.post("/", "vote=a").status, 303U);
  ASSERT_TRUE(test::eventually([&] { return phase() == "closed"; }));
  EXPECT_GE(std::chrono::system_clock::now(), closes);
  const auto late = voter.post_json("/", "vote=b");
  EXPECT_EQ(late.status, 403U);
  EXPECT_EQ(parsed(late).at("phase"), "closed");
  EXPECT_EQ(parsed(late).at("recorded"), false);
  EXPECT_EQ(parsed(late).at("reason"), "closed");
  const auto page = voter.post("/", "vote=b");
  EXPECT_EQ(page.status, 403U);
  EXPECT_THAT(page.body, AllOf(HasSubstr("<h1>This poll is closed.</h1>"), HasSubstr("NOT recorded")));
  EXPECT_EQ(stored(), 1);
}

TEST_F(VotePolls, PagesCarryWhatTheyNeedToSwitchByThemselves) {
  const auto opens = in(1h);
  const auto closes = in(48h);
  write(poll("later", at("opens", opens) + at("closes", closes)) + poll("ends", at("closes", in(30s))) +
        poll("over", at("closes", in(-1h))) + poll("always"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const auto ms = [](config::moment when) { return std::to_string(when.time_since_epoch().count()); };
  const auto before = in(0ms);
  const auto later = voter.get("/").body;
  EXPECT_THAT(later, AllOf(HasSubstr("data-phase=\"scheduled\""), HasSubstr("data-opens=\"" + ms(opens) + '"'),
                           HasSubstr("data-closes=\"" + ms(closes) + '"'), HasSubstr("This poll is not open yet."),
                           HasSubstr("<fieldset id=\"choices\" aria-labelledby=\"question\" disabled"),
                           HasSubstr("datetime=\"" + config::to_string(opens) + '"'), HasSubstr("Label-A")));
  const auto now_at = later.find("data-now=\"") + 10;
  const config::moment now{std::chrono::milliseconds{std::stoll(later.substr(now_at))}};
  EXPECT_GE(now, before);
  EXPECT_LE(now, in(0ms));

  const auto ends = voter.get("/polls/ends").body;
  EXPECT_THAT(ends, AllOf(HasSubstr("data-phase=\"open\""), Not(HasSubstr("data-opens")), Not(HasSubstr(" disabled"))));
  const std::string refresh = "<noscript><meta http-equiv=\"refresh\" content=\"";
  ASSERT_THAT(ends, HasSubstr(refresh));
  const auto seconds = std::stoi(ends.substr(ends.find(refresh) + refresh.size()));
  EXPECT_GE(seconds, 1);
  EXPECT_LE(seconds, 30 + 1 + 5);

  EXPECT_THAT(voter.get("/polls/over").body,
              AllOf(HasSubstr("data-phase=\"closed\""), HasSubstr("<strong>This poll is closed.</strong>"),
                    HasSubstr(" disabled"), Not(HasSubstr(refresh))));
  EXPECT_THAT(voter.get("/polls/always").body, AllOf(Not(HasSubstr(refresh)), Not(HasSubstr("<time"))));
}

TEST_F(VotePolls, AFirstChoiceThatIsFinalStays) {
  write(poll("p", "change = false"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  EXPECT_THAT(voter.get("/").body, HasSubstr("<strong>Your first choice is final.</strong>"));
  const auto first = voter.post_json("/", "vote=a", "Idempotency-Key: a-key-of-22-letters-or-1\r\n");
  ASSERT_EQ(first.status, 201U) << first.body;

  const auto other = voter.post_json("/", "vote=b", "Idempotency-Key: a-key-of-22-letters-or-2\r\n");
  EXPECT_EQ(other.status, 409U);
  EXPECT_EQ(parsed(other).at("recorded"), false);
  EXPECT_EQ(parsed(other).at("reason"), "final");
  const auto reused = voter.post_json("/", "vote=b", "Idempotency-Key: a-key-of-22-letters-or-1\r\n");
  EXPECT_EQ(reused.status, 409U);
  const auto page = voter.post("/", "vote=b");
  EXPECT_EQ(page.status, 409U);
  EXPECT_THAT(page.body, HasSubstr("the first choice is final"));
  EXPECT_EQ(stored(), 1);

  for (const auto* key :
       {"Idempotency-Key: a-key-of-22-letters-or-1\r\n", "Idempotency-Key: a-key-of-22-letters-or-3\r\n", ""}) {
    const auto again = voter.post_json("/", "vote=a", key);
    EXPECT_EQ(again.status, 201U);
    EXPECT_EQ(again.body, first.body);
  }
  const auto mine = voter.get("/").body;
  EXPECT_THAT(mine, AllOf(HasSubstr("Recorded: your vote for Label-A."), HasSubstr("It is final."),
                          Not(HasSubstr("<form")), Not(HasSubstr("Label-B"))));

  // Of a browser that forgets, the worker counts the first; a cookie of another life of the address is none.
  browser stranger{vote.port()};
  EXPECT_EQ(stranger.post("/", "vote=b").status, 303U);
  voter.forget("voter");
  EXPECT_EQ(voter.post("/", "vote=b").status, 303U);
}

TEST_F(VotePolls, AKeyNamesOneRequestOfItsVoter) {
  write(poll("p"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const auto receipt = [&](const char* form) {
    return parsed(voter.post_json("/", form, "Idempotency-Key: a-key-of-22-letters-or-1\r\n")).at("receipt");
  };
  voter.get("/");
  const auto first = receipt("vote=a");
  EXPECT_EQ(receipt("vote=a"), first);
  const auto reused = voter.post_json("/", "vote=b", "Idempotency-Key: a-key-of-22-letters-or-1\r\n");
  EXPECT_EQ(reused.status, 409U);
  EXPECT_EQ(parsed(reused).at("reason"), "key-reused");
  EXPECT_EQ(parsed(reused).at("recorded"), false);
  EXPECT_EQ(stored(), 2) << "the ledger takes the second for the first";

  // Another browser with that key is another voter, and takes nothing from the first one.
  browser other{vote.port()};
  other.get("/");
  const auto theirs = other.post_json("/", "vote=b", "Idempotency-Key: a-key-of-22-letters-or-1\r\n");
  EXPECT_EQ(theirs.status, 201U);
  EXPECT_NE(parsed(theirs).at("receipt"), first);
  EXPECT_NE(other.kept("voter"), voter.kept("voter"));
}

TEST_F(VotePolls, GiveAReceiptAndLinksToTheResults) {
  write(poll("live") + poll("earned", "results = \"after-vote\"") +
        poll("late", "results = \"after-close\"\n" + at("closes", in(1h))) + poll("secret", "results = \"hidden\"") +
        poll("done", "results = \"after-close\"\n" + at("closes", in(-1h))));
  auto vote = serve({{"SCRUTIN_VOTE_RESULT_URL", "https://results.example"}});
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const std::string base = "https://results.example";
  EXPECT_THAT(voter.get("/").body, HasSubstr("href=\"" + base + "/polls/live\">See the results"));
  EXPECT_THAT(voter.get("/polls/earned").body, AllOf(HasSubstr("/polls/earned\" hidden>See"),
                                                     HasSubstr("<span>You will see the results once you have voted.")));
  EXPECT_THAT(voter.get("/polls/late").body, HasSubstr("<span>The results will be shown once the poll is closed."));
  EXPECT_THAT(voter.get("/polls/done").body, HasSubstr("href=\"" + base + "/polls/done\">See the results"));
  EXPECT_THAT(voter.get("/polls/secret").body, Not(HasSubstr("See the results")));

  const auto told = parsed(voter.post_json("/polls/earned", "vote=a"));
  const std::string receipt(told.at("receipt").as_string());
  EXPECT_EQ(told.at("receipt_url").as_string(), base + "/receipts/" + receipt);
  EXPECT_EQ(told.at("results_url").as_string(), base + "/polls/earned?receipt=" + receipt);
  EXPECT_THAT(
      voter.get("/polls/earned").body,
      AllOf(HasSubstr("<code id=\"uid\">" + receipt), HasSubstr("href=\"" + base + "/receipts/" + receipt + '"'),
            HasSubstr("href=\"" + base + "/polls/earned?receipt=" + receipt + "\">See the results")));
  EXPECT_TRUE(parsed(voter.post_json("/polls/secret", "vote=a")).at("results_url").is_null());

  auto alone = serve();
  ASSERT_TRUE(alone.becomes_ready());
  browser other{alone.port()};
  const auto unlinked = parsed(other.post_json("/", "vote=a"));
  EXPECT_TRUE(unlinked.at("receipt_url").is_null());
  EXPECT_TRUE(unlinked.at("results_url").is_null());
  EXPECT_THAT(other.get("/").body, AllOf(Not(HasSubstr("See the results")), HasSubstr("Your receipt")));
}

TEST_F(VotePolls, OfAnyNumberFitIntoOneBrowsersHeader) {
  std::string all;
  std::vector<std::string> ids;
  for (int i = 0; i < 200; ++i) {
    ids.push_back("a-poll-with-quite-a-long-id-" + std::to_string(1000 + i));
    all += poll(ids.back(), "max = 3");
  }
  write(all);
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  for (const auto& id : ids) ASSERT_EQ(voter.post("/polls/" + id, "vote=a&vote=b&vote=c").status, 303U) << id;
  EXPECT_EQ(voter.jar().size(), 2U);
  EXPECT_LE(voter.kept("votes").size(), 2048U);
  EXPECT_GT(voter.kept("votes").size(), 1800U);
  EXPECT_THAT(voter.get("/polls/" + ids.back()).body, HasSubstr("Recorded: your vote"));
  const auto list = voter.get("/polls");
  EXPECT_EQ(list.status, 200U);
  EXPECT_THAT(list.body, HasSubstr("Your vote: Label-A, Label-B, Label-C"));
}

TEST_F(VotePolls, StandInAListWithTheirStates) {
  const auto opens = in(2h);
  write(poll("now") + poll("later", at("opens", opens)) + poll("over", at("closes", in(-1h))));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  EXPECT_EQ(voter.post("/", "vote=b").status, 303U);
  const auto list = voter.get("/polls").body;
  EXPECT_THAT(list, AllOf(HasSubstr("data-phase=\"open\""), HasSubstr("data-phase=\"scheduled\""),
                          HasSubstr("data-phase=\"closed\""), HasSubstr("Your vote: Label-B"),
                          HasSubstr("Opens on <time datetime=\"" + config::to_string(opens) + '"'),
                          HasSubstr("href=\"/polls/now\""), HasSubstr("href=\"/polls/later\"")));
  EXPECT_THAT(voter.get("/polls", "Accept-Language: fr\r\n").body,
              AllOf(HasSubstr("Pas encore ouvert"), HasSubstr("Clos")));
  EXPECT_THAT(voter.get("/").body, HasSubstr("<a href=\"/polls\">All polls"));
  write(poll("alone"));
  auto one = serve();
  ASSERT_TRUE(one.becomes_ready());
  EXPECT_THAT(browser{one.port()}.get("/").body, Not(HasSubstr("href=\"/polls\"")));
}

TEST_F(VotePolls, AreToldToProgramsWithAllTheirTerms) {
  const auto opens = in(-1h);
  const auto closes = in(1h);
  write(
      "[[poll]]\nid = \"p\"\nquestion = { en = \"Which?\", fr = \"Lequel ?\" }\nmin = 1\nmax = 2\nchange = false\n"
      "results = \"after-close\"\n" +
      at("opens", opens) + at("closes", closes) +
      "options = [{ id = \"a\", label = { en = \"One\", fr = \"Un\" }, colour = \"#1e90ff\", emoji = \"🍕\" },\n"
      "{ id = \"b\", label = { en = \"Two\", fr = \"Deux\" } }]\n" +
      poll("q"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser program{vote.port()};
  auto told = parsed(program.get("/api/polls/p?lang=fr"));
  EXPECT_GE(config::to_string(in(0ms)), std::string(told.at("now").as_string()));
  told.erase("now");
  EXPECT_EQ(
      boost::json::value(told),
      boost::json::parse(
          R"({"id":"p","question":"Lequel ?","language":"fr","languages":["en","fr"],"phase":"open","opens":")" +
          config::to_string(opens) + R"(","closes":")" + config::to_string(closes) +
          R"(","min":1,"max":2,"change":false,"integrity":"open","results":"after-close","results_url":null,"options":[
        {"id":"a","label":"Un","colour":"#1e90ff","emoji":"🍕"},{"id":"b","label":"Deux","colour":null,"emoji":null}]})"));
  const auto all = parsed(program.get("/api/polls"));
  ASSERT_EQ(all.at("polls").as_array().size(), 2U);
  EXPECT_EQ(all.at("polls").at(1).at("languages"), boost::json::array{});
  EXPECT_EQ(all.at("polls").at(1).at("closes"), nullptr);
  EXPECT_EQ(program.get("/api/polls/none").status, 404U);
}

TEST_F(VotePolls, ShowColoursAndPicturesUnderAPolicyThatAllowsThem) {
  write(
      "[[poll]]\nid = \"p\"\nquestion = \"?\"\noptions = [{ id = \"a\", label = \"A\", colour = \"#1e90ff\", emoji = "
      "\"🍕\" },"
      "{ id = \"b\", label = \"B\" }]\n" +
      poll("q"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  const auto page = voter.get("/");
  EXPECT_THAT(page.body, AllOf(HasSubstr("<style>.o1{--c:#1e90ff;--on:#000}</style>"), HasSubstr("class=\"option o1\""),
                               HasSubstr("class=\"option c2\""),
                               HasSubstr("<span class=\"emoji\" aria-hidden=\"true\">🍕</span>")));
  EXPECT_THAT(page.fields.at("content-security-policy"), HasSubstr("style-src 'self' 'sha256-"));
  const auto plain = voter.get("/polls/q");
  EXPECT_THAT(plain.body, AllOf(Not(HasSubstr("<style>")), Not(HasSubstr("class=\"emoji\""))));
  EXPECT_THAT(plain.fields.at("content-security-policy"), HasSubstr("style-src 'self'; "));
}

TEST_F(VotePolls, ThatTheSettingsChangeAreServedAtOnce) {
  write(poll("p") + poll("gone"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  browser voter{vote.port()};
  EXPECT_EQ(voter.post("/polls/gone", "vote=a").status, 303U);
  EXPECT_EQ(voter.post("/", "vote=c").status, 303U);

  write(poll("new") + poll("p", "", "AB"));
  vote.process().signal(SIGHUP);
  ASSERT_TRUE(test::eventually([&] { return voter.get("/polls/new").status == 200; })) << vote.process().log_tail();
  EXPECT_EQ(parsed(voter.get("/api/polls")).at("polls").as_array().size(), 2U);
  EXPECT_THAT(voter.get("/").body, HasSubstr("<h1 id=\"question\" dir=\"auto\">new?</h1>"));
  EXPECT_EQ(voter.get("/polls/gone").status, 404U);
  EXPECT_EQ(voter.post("/polls/gone", "vote=a").status, 404U);
  // Its own choice is one that voters do not know any more.
  EXPECT_THAT(voter.get("/polls/p").body, AllOf(Not(HasSubstr("Label-C")), Not(HasSubstr("data-state=\"recorded\""))));
  EXPECT_EQ(parsed(voter.post_json("/polls/p", "vote=c")).at("reason"), "unknown");
  EXPECT_EQ(voter.post("/", "vote=a").status, 303U);
  EXPECT_THAT(voter.kept("votes"), AllOf(HasSubstr("new:a:"), Not(HasSubstr("gone"))));
  EXPECT_EQ(stored(), 3);

  write("[[poll]]\nid = \"p\"\nquestion = 3\n");
  vote.process().signal(SIGHUP);
  ASSERT_TRUE(test::eventually([&] { return vote.process().log_text().find("polls.toml:3:") != std::string::npos; }))
      << vote.process().log_tail();
  EXPECT_THAT(voter.get("/").body, HasSubstr("new?"));
  EXPECT_EQ(voter.post("/", "vote=b").status, 303U);
}

TEST_F(VotePolls, AreLoadedAgainUnderTrafficWithoutALostRequest) {
  write(poll("p") + poll("x"));
  auto vote = serve();
  ASSERT_TRUE(vote.becomes_ready()) << vote.process().log_tail();
  std::atomic<int> votes = 0;
  std::atomic<int> pages = 0;
  std::atomic<int> wrong = 0;
  std::atomic<bool> over = false;
  {
    std::vector<std::jthread> crowd;
    for (int i = 0; i < 4; ++i) {
      crowd.emplace_back([&] {
        browser voter{vote.port()};
        while (!over) {
          (voter.post("/polls/p", "vote=a").status == 303 ? votes : wrong)++;
          (voter.get("/").status == 200 ? pages : wrong)++;
        }
      });
    }
    for (int i = 0; i < 20; ++i) {
      const auto id = "round-" + std::to_string(i);
      const auto seen = votes.load();
      write(i % 2 == 0 ? poll(id) + poll("p", "", "AB") : poll("p") + poll(id));
      vote.process().signal(SIGHUP);
      EXPECT_TRUE(test::eventually([&] { return ask(vote.port(), "GET", "/polls/" + id).status == 200; })) << id;
      EXPECT_TRUE(test::eventually([&] { return votes > seen; }));
    }
    over = true;
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(pages, 20);
  EXPECT_EQ(stored(), votes);
}

}  // namespace
}  // namespace scrutin
