// What those who watch see of polls with terms, from outside and with a real PostgreSQL.
#include <boost/beast/websocket/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <csignal>
#include <string>

#include "actors/ballots/uid.hpp"
#include "config/moment.hpp"
#include "tests/result/event_source.hpp"
#include "tests/result/service_fixture.hpp"
#include "tests/result/watcher.hpp"

namespace scrutin {
namespace {

using namespace std::chrono_literals;
using test::ask;
using test::event_source;
using test::post_vote;
using test::watcher;
namespace websocket = boost::beast::websocket;

class ResultPolls : public ResultServiceTest {};

// Whatever is not for a viewer is in nothing that the viewer can ask for.
TEST_F(ResultPolls, TellsNobodyWhatIsNotPublic) {
  const auto settings = with_polls(poll("open") + poll("hidden", "results = \"hidden\"") +
                                   poll("later", "results = \"after-close\"\ncloses = 2099-01-01T00:00:00Z") +
                                   poll("over", "results = \"after-close\"\ncloses = 2026-01-01T00:00:00Z") +
                                   poll("voters", "results = \"after-vote\""));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  for (const auto* id : {"hidden", "later", "over", "voters", "open"}) count(id, "a", 770001, 770001);
  ASSERT_TRUE(test::eventually([&] { return results(result, "open").at("total").as_int64() == 770001; }));
  const auto receipt = apply("voters");
  const auto of_another = apply("open");

  // 770001, and 770 001 with whatever a language puts between.
  const auto has_figures = [](std::string_view text) {
    for (auto at = text.find("770"); at != text.npos; at = text.find("770", at + 1)) {
      if (const auto rest = text.substr(at + 3, 9); rest.find("001") <= 6) return true;
    }
    return false;
  };
  const auto check = [&](const std::string& id, const std::string& query, bool may) {
    const auto port = result.port();
    for (const auto* path :
         {"/polls/*", "/polls/*/screen", "/polls/*/embed", "/polls/*.json", "/api/polls/*/results"}) {
      auto target = std::string(path) + "?lang=en&" + query;
      target.replace(target.find('*'), 1, id);
      const auto answer = ask(port, "GET", target);
      EXPECT_EQ(answer.status, 200U) << target;
      EXPECT_EQ(has_figures(answer.body), may) << target << "\n" << answer.body;
      if (answer.body.starts_with('{') && !may) {
        EXPECT_EQ(boost::json::parse(answer.body).at("sequence"), 0) << "it grows with the votes: " << target;
      }
    }
    const auto table = ask(port, "GET", "/polls/" + id + ".csv?" + query, {}, "Accept: application/json\r\n");
    EXPECT_EQ(table.status, may ? 200U : 403U);
    EXPECT_EQ(has_figures(table.body), may);
    EXPECT_EQ(table.body.find("\"reason\"") != std::string::npos, !may);
    watcher socket{port, {}, "poll=" + id + "&" + query};
    EXPECT_EQ(has_figures(boost::json::serialize(socket.next())), may) << id;
    event_source events{port, "poll=" + id + "&" + query};
    EXPECT_EQ(has_figures(boost::json::serialize(events.next())), may) << id;
  };
  check("open", "", true);
  check("over", "", true);
  check("hidden", "receipt=" + receipt, false);
  check("later", "receipt=" + receipt, false);
  check("voters", "", false);
  check("voters", "receipt=" + receipt, true);
  check("voters", "receipt=" + of_another, false);
  check("voters", "receipt=" + actors::uid::make().to_string(), false);
  check("voters", "receipt=nonsense", false);
  check("voters", "receipt=" + receipt + "&receipt=" + receipt, false);
  for (const auto* path : {"/polls", "/api/polls", "/openapi.json"}) {
    EXPECT_FALSE(has_figures(ask(result.port(), "GET", path).body)) << path;
  }
  EXPECT_TRUE(has_figures(ask(result.port(), "GET", "/?lang=en").body));  // the first poll is public

  // From other sites only what everyone may see.
  const auto elsewhere = "Origin: http://elsewhere.example\r\n";
  const auto check_elsewhere = [&](const std::string& id, bool may) {
    const auto query = "poll=" + id + "&receipt=" + receipt;
    watcher socket{result.port(), "http://elsewhere.example", query};
    EXPECT_EQ(socket.failed == websocket::error::upgrade_declined, !may) << id << ": " << socket.failed.message();
    const event_source events{result.port(), query, elsewhere};
    EXPECT_NE(events.head.find(may ? " 200 " : " 403 "), std::string::npos) << events.head;
    EXPECT_EQ(events.head.find("Access-Control-Allow-Origin: *") != std::string::npos, may) << events.head;
    const auto api = ask(result.port(), "GET", "/api/polls/" + id + "/results?" + query, {}, elsewhere);
    EXPECT_EQ(api.fields.count("access-control-allow-origin"), may ? 1U : 0U) << id;
  };
  check_elsewhere("open", true);
  check_elsewhere("over", true);
  for (const auto* id : {"hidden", "later", "voters"}) check_elsewhere(id, false);

  const auto reason = [&](const std::string& shown) {
    const auto answer = ask(result.port(), "GET", "/api/polls/voters/results?receipt=" + shown);
    return std::string(boost::json::parse(answer.body).at("reason").as_string());
  };
  EXPECT_EQ(reason(of_another), "receipt-wrong");
  EXPECT_EQ(reason(actors::uid::make().to_string()), "receipt-waiting");
}

TEST_F(ResultPolls, NamesAPollThatIsNotListedOnItsOwnPagesAlone) {
  const auto settings = with_polls(poll("team") + poll("secret", "listed = false") + poll("lunch"));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const auto get = [&](const std::string& path) { return ask(result.port(), "GET", path); };
  for (const auto* path : {"/", "/polls", "/polls/team", "/polls/team/screen", "/polls/lunch/screen", "/api/polls"}) {
    EXPECT_EQ(get(path).body.find("secret"), std::string::npos) << path;
  }
  EXPECT_NE(get("/polls/lunch/screen").body.find("/polls/team/screen"), std::string::npos) << "its neighbour";
  EXPECT_EQ(get("/polls/secret").status, 200U);
  EXPECT_EQ(get("/polls/secret/screen").status, 200U);
  EXPECT_EQ(get("/api/polls/secret/results").status, 200U);
}

TEST_F(ResultPolls, CountsVotersAndEachOptionThatTheyName) {
  const auto settings = with_polls(poll("fruit", "max = 2"));
  test::service worker{"worker", settings};
  test::service vote{"vote", settings};
  ASSERT_TRUE(worker.becomes_ready() && vote.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  post_vote(vote.port(), "a&vote=b");
  post_vote(vote.port(), "b");
  ASSERT_TRUE(test::eventually([&] { return results(result, "fruit").at("voters").as_int64() == 2; }));
  const auto told = results(result, "fruit");
  EXPECT_TRUE(told.at("multiple").as_bool());
  EXPECT_EQ(told.at("total").as_int64(), 3);
  EXPECT_EQ(boost::json::serialize(told.at("options")),
            R"([{"id":"a","votes":1,"share":"33.3"},{"id":"b","votes":2,"share":"66.7"}])");
}

TEST_F(ResultPolls, TellsEverySocketAtTheMomentAPollCloses) {
  const auto closing_at = [](config::moment when) {
    return poll("p", "results = \"after-close\"\ncloses = " + config::to_string(when));
  };
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto settings = with_polls(closing_at(now + 24h));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  count("p", "a", 5, 5);
  watcher screen{result.port(), {}, "poll=p"};
  event_source events{result.port(), "poll=p"};
  const auto closed = [](const boost::json::value& told) { return told.at("phase").as_string() == "closed"; };
  auto told = screen.next();
  EXPECT_FALSE(closed(told));
  EXPECT_FALSE(told.at("public").as_bool());

  const auto moment = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now() + 5s);
  write_polls(closing_at(moment));
  result.process().signal(SIGHUP);
  while (!closed(told)) told = screen.next();
  EXPECT_LT(std::chrono::system_clock::now() - moment, 5s);  // tally_feed_test has it to the moment
  EXPECT_GE(std::chrono::system_clock::now(), moment);
  EXPECT_TRUE(told.at("public").as_bool());
  EXPECT_EQ(told.at("total").as_int64(), 5);
  do told = events.next();
  while (!closed(told));
  EXPECT_EQ(told.at("total").as_int64(), 5);
}

// In an array of PostgreSQL's, null without quotes is no text.
TEST_F(ResultPolls, CountsTheViewersOfAPollCalledNull) {
  const auto settings = with_polls(poll("null"));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  const watcher screen{result.port(), {}, "poll=null"};
  EXPECT_TRUE(test::eventually([&] { return results(result, "null").at("viewers").as_int64() == 1; }))
      << result.process().log_tail();
}

TEST_F(ResultPolls, TakesPollsThatAreLoadedAgainAndLosesNoVotes) {
  const auto settings = with_polls(poll("first") + poll("second") + poll("third"));
  test::service worker{"worker", settings};
  ASSERT_TRUE(worker.becomes_ready()) << worker.process().log_tail();
  test::service result{"result", settings};
  ASSERT_TRUE(result.becomes_ready()) << result.process().log_tail();
  count("first", "a", 3, 3);
  count("second", "b", 4, 4);
  ASSERT_TRUE(test::eventually([&] { return results(result, "second").at("total").as_int64() == 4; }));
  watcher screen{result.port(), {}, "poll=first"};
  watcher gone{result.port(), {}, "poll=third"};
  const std::string edition{screen.next().at("edition").as_string()};

  // The first one loses an option that has votes and is closed; the second, with votes, and the third are gone.
  write_polls(poll("first", "closes = 2026-01-01T00:00:00Z", R"({id="b",label="Berries"},{id="c",label="Cherries"})") +
              poll("fourth"));
  result.process().signal(SIGHUP);
  ASSERT_TRUE(test::eventually([&] { return ask(result.port(), "GET", "/polls/fourth").status == 200; }))
      << result.process().log_tail();

  auto told = screen.next();
  while (told.at("edition").as_string() == edition) told = screen.next();
  EXPECT_EQ(told.at("phase").as_string(), "closed");
  EXPECT_EQ(told.at("total").as_int64(), 3);
  const auto file = boost::json::parse(ask(result.port(), "GET", "/polls/first.json").body);
  EXPECT_EQ(boost::json::serialize(file.at("options").as_array()[2]),
            R"({"id":"a","label":"Apples","retired":true,"votes":3,"share":"100.0"})");

  EXPECT_EQ(results(result, "second").at("phase").as_string(), "closed");
  EXPECT_EQ(results(result, "second").at("total").as_int64(), 4);
  EXPECT_EQ(ask(result.port(), "GET", "/polls/third").status, 404U);
  while (!gone.failed) gone.next();
  EXPECT_EQ(gone.failed, websocket::error::closed);

  const auto all = boost::json::parse(ask(result.port(), "GET", "/api/polls").body).at("polls").as_array();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].at("id").as_string(), "first");
  EXPECT_EQ(all[1].at("id").as_string(), "fourth");
  EXPECT_EQ(all[2].at("id").as_string(), "second");
  EXPECT_TRUE(all[2].at("retired").as_bool());
  EXPECT_EQ(all[0].at("phase").as_string(), "closed");
}

}  // namespace
}  // namespace scrutin
