#include "result/tally_file.hpp"

#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <chrono>

namespace scrutin::result {
namespace {

using namespace std::chrono_literals;

constexpr auto noon = config::moment{1780315200s};

actors::tally_view view_of(config::poll poll) {
  actors::tally_facts facts{
      .polls = std::make_shared<const config::poll_list>(config::poll_list{poll}), .sequence = 5, .live = true};
  facts.votes[poll.id] = {{"a", 2}, {"b", 1}};
  facts.voters[poll.id] = 2;
  return actors::tally_view::of(actors::tally_snapshot::make(facts, noon, nullptr), poll.id, actors::proof::none)
      .value();
}

TEST(TallyFile, IsATableWithTheSumsInEachRow) {
  EXPECT_EQ(to_csv(view_of(config::default_poll()), "fr"),
            "id,label,votes,percent,total,voters\r\n"
            "\"a\",\"Chats\",2,66.7,3,2\r\n"
            "\"b\",\"Chiens\",1,33.3,3,2\r\n");
}

TEST(TallyFile, GivesASpreadsheetNoFormulaAndNoBrokenField) {
  auto poll = config::default_poll();
  poll.options[0].label = config::text{"=HYPERLINK(\"x\")"};
  poll.options[1].label = config::text{"one, two"};
  const auto table = to_csv(view_of(poll), "en");
  EXPECT_NE(table.find("\"a\",\"'=HYPERLINK(\"\"x\"\")\",2"), std::string::npos) << table;
  EXPECT_NE(table.find("\"b\",\"one, two\",1"), std::string::npos) << table;
}

TEST(TallyFile, IsWhatAViewerIsSentWithLabels) {
  auto poll = config::default_poll();
  poll.options[1].retired = true;
  const auto view = view_of(poll);
  const auto file = to_json(view, "en", noon);
  EXPECT_EQ(file.at("question").as_string(), "Cats or Dogs?");
  EXPECT_EQ(file.at("options"), boost::json::parse(R"([
    {"id":"a","label":"Cats","retired":false,"votes":2,"share":"66.7"},
    {"id":"b","label":"Dogs","retired":true,"votes":1,"share":"33.3"}])"));
  const auto message = boost::json::parse(view.message(noon).to_string());
  for (const auto& [name, value] : message.as_object()) {
    if (name == "options") continue;
    EXPECT_EQ(file.at(name), value) << name;
  }
}

TEST(TallyFile, HasLabelsButNoFiguresWhereThereAreNone) {
  auto poll = config::default_poll();
  poll.results = config::publication::hidden;
  const auto file = to_json(view_of(poll), "en", noon);
  EXPECT_EQ(file.at("reason").as_string(), "hidden");
  EXPECT_FALSE(file.contains("total"));
  EXPECT_EQ(file.at("options"), boost::json::parse(R"([{"id":"a","label":"Cats","retired":false},
                                                       {"id":"b","label":"Dogs","retired":false}])"));
}

}  // namespace
}  // namespace scrutin::result
