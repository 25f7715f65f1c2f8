#include "actors/postgres/sqlstate.hpp"

#include <gtest/gtest.h>

namespace scrutin::actors {
namespace {

TEST(Sqlstate, HoldsNothingButDataAgainstAVote) {
  for (const auto* state : {"22008", "22003", "22021", "22P02", "23502", "23514", "23P01"}) {
    EXPECT_EQ(fault_of(state), sql_fault::data) << state;
  }
  for (const auto* state : {"40001", "40P01", "23505"}) EXPECT_EQ(fault_of(state), sql_fault::conflict) << state;
  // 54000: "database is not accepting commands to avoid wraparound data loss".
  for (const auto* state : {"53200", "54000", "57014"}) EXPECT_EQ(fault_of(state), sql_fault::size) << state;
  for (const auto* state : {"53100", "53300", "57P01", "08006", "25006", "42501", "42P01", "42703", "55P03", "58030",
                            "P0001", "XX000", "XX001", "SC003", "0A000", ""}) {
    EXPECT_EQ(fault_of(state), sql_fault::condition) << state;
  }
}

}  // namespace
}  // namespace scrutin::actors
