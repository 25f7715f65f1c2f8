#include "actors/ballots/letter_head.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace scrutin::actors {
namespace {

redis_value fields_of(const std::vector<std::string>& words) {
  redis_value::list all;
  for (const auto& word : words) all.push_back({word});
  return {all};
}

TEST(LetterHead, IsReadAsItIsWritten) {
  const letter_head head{"votes:3", "5-0", "it is for a reason"};
  const auto own = head.words();
  std::vector<std::string> words{own.begin(), own.end()};
  words.insert(words.end(), {"reason", "the entry's own"});
  const auto read = letter_head::parse(fields_of(words));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->stream, "votes:3");
  EXPECT_EQ(read->entry, "5-0");
  EXPECT_EQ(read->reason, "it is for a reason");
}

TEST(LetterHead, IsNoneWhereNoWorkerWroteIt) {
  EXPECT_FALSE(letter_head::parse({}));
  EXPECT_FALSE(letter_head::parse(fields_of({"hello", "world"})));
  EXPECT_FALSE(letter_head::parse(fields_of({"stream", "s", "entry", "e", "reason"})));
  EXPECT_FALSE(letter_head::parse(fields_of({"stream", "s", "reason", "r", "entry", "e"})));
}

}  // namespace
}  // namespace scrutin::actors
