#include "http/trace_context.hpp"

#include <gtest/gtest.h>

namespace scrutin::http {
namespace {

const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string parent = "00f067aa0ba902b7";

TEST(TraceContext, ReadsTheField) {
  EXPECT_EQ(read_traceparent("00-" + id + '-' + parent + "-01"), (trace_context{id, true}));
  EXPECT_EQ(read_traceparent("00-" + id + '-' + parent + "-00"), (trace_context{id, false}));
  EXPECT_EQ(read_traceparent("00-" + id + '-' + parent + "-03"), (trace_context{id, true})) << "flags of later times";
  EXPECT_EQ(read_traceparent("cc-" + id + '-' + parent + "-01"), (trace_context{id, true}));
  EXPECT_EQ(read_traceparent("cc-" + id + '-' + parent + "-01-what-will-be"), (trace_context{id, true}));
}

TEST(TraceContext, TakesNothingElse) {
  for (const auto& field :
       {std::string{}, "00-" + id, "ff-" + id + '-' + parent + "-01",
        "00-" + std::string(32, '0') + '-' + parent + "-01", "00-" + id + '-' + std::string(16, '0') + "-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + parent + "-01", "00-" + id + '-' + parent + "-0x",
        "00-" + id + '-' + parent + "-01-more", "cc-" + id + '-' + parent + "-01more",
        "00_" + id + '-' + parent + "-01", "0x-" + id + '-' + parent + "-01", "00-" + id + parent + "--01"}) {
    EXPECT_EQ(read_traceparent(field), std::nullopt) << field;
  }
}

TEST(TraceContext, TravelsWithABallot) {
  for (const bool sampled : {true, false}) {
    const trace_context one{id, sampled};
    EXPECT_EQ(trace_context::parse(one.to_string()), one);
  }
  for (const auto& text : {std::string{}, id, id + "-02", id + "-0", std::string(32, '0') + "-00", id + "-00 "}) {
    EXPECT_EQ(trace_context::parse(text), std::nullopt) << text;
  }
}

TEST(TraceContext, IsRandomWhereThereIsNone) {
  const auto one = trace_context::random();
  EXPECT_EQ(trace_context::parse(one.to_string()), one);
  EXPECT_NE(one, trace_context::random());
  EXPECT_FALSE(one.sampled);
}

}  // namespace
}  // namespace scrutin::http
