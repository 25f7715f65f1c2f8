#include "vote/choice.hpp"

#include <gtest/gtest.h>

#include <set>

namespace scrutin::vote {
namespace {

config::poll three_of(unsigned min, unsigned max) {
  config::poll poll{"p", std::string("?"), {{"a", std::string("A")}, {"b", std::string("B")}, {"c", std::string("C")}}};
  poll.options.push_back({.id = "old", .label = std::string("Old"), .retired = true});
  poll.min = min;
  poll.max = max;
  return poll;
}

boost::system::result<choice, objection> read(const std::string& body, const config::poll& poll) {
  return read_choice(http::parse_form(body).value(), poll);
}

std::string ids(const std::string& body, const config::poll& poll) {
  const auto made = read(body, poll);
  return made ? made->ids() : std::string(row_of(made.error()).name);
}

TEST(Choice, OfOneIsOneOption) {
  const auto poll = three_of(1, 1);
  EXPECT_EQ(ids("vote=b", poll), "b");
  EXPECT_EQ(ids("other=c&vote=b", poll), "b");
  EXPECT_EQ(ids("", poll), "missing");
  EXPECT_EQ(ids("choice=a", poll), "missing");
  EXPECT_EQ(ids("vote=", poll), "unknown");
  EXPECT_EQ(ids("vote=z", poll), "unknown");
  EXPECT_EQ(ids("vote=A", poll), "unknown");
  EXPECT_EQ(ids("vote=a,b", poll), "unknown");
  EXPECT_EQ(ids("vote=old", poll), "unknown");
  EXPECT_EQ(ids("vote=a&vote=b", poll), "several");
  EXPECT_EQ(ids("vote=a&vote=a", poll), "several");
}

TEST(Choice, OfSeveralStandsInThePollsOrder) {
  const auto poll = three_of(2, 2);
  EXPECT_EQ(ids("vote=c&vote=a", poll), "a,c");
  EXPECT_EQ(ids("vote=a&vote=c", poll), "a,c");
  EXPECT_EQ(ids("vote=a", poll), "too-few");
  EXPECT_EQ(ids("vote=a&vote=b&vote=c", poll), "too-many");
  EXPECT_EQ(ids("vote=a&vote=a", poll), "doubled");
  EXPECT_EQ(ids("vote=a&vote=old", poll), "unknown");
  EXPECT_EQ(ids("", poll), "missing");
  EXPECT_EQ(ids("vote=b", three_of(1, 3)), "b");
}

TEST(Choice, IsNamedForPeople) {
  const auto poll = three_of(1, 3);
  EXPECT_EQ(read("vote=c&vote=a", poll).value().labels("en"), "A, C");
}

TEST(Choice, ThatWasKeptLosesWhatThePollHasNoMore) {
  const auto poll = three_of(1, 3);
  EXPECT_EQ(kept_choice("c,gone,a", poll).ids(), "a,c");
  EXPECT_EQ(kept_choice("old", poll).ids(), "old");
  EXPECT_TRUE(kept_choice("gone", poll).options.empty());
  EXPECT_TRUE(kept_choice(",,", poll).options.empty());
  EXPECT_EQ(kept_choice("a,a", poll).ids(), "a");
}

TEST(Objection, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const auto& one : objections) names.insert(one.name);
  EXPECT_EQ(names.size(), objections.size());
}

}  // namespace
}  // namespace scrutin::vote
