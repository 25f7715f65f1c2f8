#include "actors/ballots/pass.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;
constexpr pass_book::clock::time_point now{1'780'315'215s};

TEST(PassBook, IssuesAPassThatHoldsForSomeMinutes) {
  const pass_book book{"0123456789abcdef"};
  const auto pass = book.issue("lunch", now);
  EXPECT_EQ(pass.size(), 22U);
  EXPECT_TRUE(std::ranges::all_of(pass, [](char c) { return std::isalnum(c) || c == '-' || c == '_'; })) << pass;
  EXPECT_EQ(book.issue("lunch", now + 14s), pass) << "within the same half minute";
  EXPECT_NE(book.issue("lunch", now + 15s), pass);
  for (const std::chrono::seconds later : {-30s, 0s, 60s, 284s})
    EXPECT_TRUE(book.holds(pass, "lunch", now + later)) << later.count();
  for (const std::chrono::seconds later : {-46s, 285s, 3600s})
    EXPECT_FALSE(book.holds(pass, "lunch", now + later)) << later.count();
}

TEST(PassBook, KnowsNoOtherPass) {
  const pass_book book{"0123456789abcdef"};
  const auto pass = book.issue("lunch", now);
  EXPECT_FALSE(book.holds(pass, "dinner", now));
  EXPECT_FALSE(pass_book{"another key of ours"}.holds(pass, "lunch", now));
  for (std::size_t i = 0; i < pass.size(); ++i) {
    auto other = pass;
    other[i] = other[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(book.holds(other, "lunch", now)) << i;
  }
  for (const auto* other : {"", "A"}) EXPECT_FALSE(book.holds(other, "lunch", now));
  EXPECT_FALSE(book.holds(book.hall(), "lunch", now));
}

TEST(PassBook, ShowsPassesToWhomTheKeysOwnerGaveTheWord) {
  const pass_book book{"0123456789abcdef"};
  EXPECT_TRUE(book.opens_hall(book.hall()));
  EXPECT_FALSE(book.opens_hall(""));
  EXPECT_FALSE(book.opens_hall(pass_book{"another key of ours"}.hall()));
  EXPECT_FALSE(book.opens_hall(book.issue("lunch", now)));
}

}  // namespace
}  // namespace scrutin::actors
