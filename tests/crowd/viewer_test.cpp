#include "crowd/viewer.hpp"

#include <gtest/gtest.h>

namespace scrutin::crowd {
namespace {

TEST(Viewer, FindsHowManyHaveVoted) {
  EXPECT_EQ(voters_in(R"({"type":"tally","poll":"p","voters":1234,"total":2000})"), 1234U);
  EXPECT_EQ(voters_in("id: 3\nevent: tally\ndata: {\"voters\":0}"), 0U);
  EXPECT_EQ(voters_in(R"({"type":"beat"})"), std::nullopt);
  EXPECT_EQ(voters_in(R"({"voters":"many"})"), std::nullopt);
  EXPECT_EQ(voters_in(R"({"voters":)"), std::nullopt);
  EXPECT_EQ(voters_in(R"({"voters":99999999999999999999999})"), std::nullopt);
}

}  // namespace
}  // namespace scrutin::crowd
