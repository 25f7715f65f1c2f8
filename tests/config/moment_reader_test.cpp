#include "config/moment_reader.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

struct read_value {
  std::string value;  ///< in UTC, or what is said
  explicit read_value(const std::string& written) {
    const auto file = toml::parse("opens = " + written);
    toml_notes notes("s.toml");
    const auto read = read_moment(*file.get("opens"), "poll[0].opens", notes);
    const auto complaints = notes.take();
    value = read ? to_string(*read) : complaints.at(0).to_string();
    EXPECT_EQ(complaints.empty(), read.has_value());
  }
};

std::string read(const std::string& written) { return read_value(written).value; }

TEST(MomentReader, TakesDateTimesWithAnOffset) {
  EXPECT_EQ(read("2026-06-01T18:00:00Z"), "2026-06-01T18:00:00Z");
  EXPECT_EQ(read("2026-06-01T18:01:02+02:00"), "2026-06-01T16:01:02Z");
  EXPECT_EQ(read("2026-12-31 20:00:00-05:30"), "2027-01-01T01:30:00Z");
  EXPECT_EQ(read("2024-02-29T00:00:00+00:30"), "2024-02-28T23:30:00Z");
  EXPECT_EQ(read("2026-06-01T18:00:00.25Z"), "2026-06-01T18:00:00.250Z");
  EXPECT_EQ(read("2026-06-01T18:00:00.0019999Z"), "2026-06-01T18:00:00.001Z");
}

TEST(MomentReader, SaysWhatToWriteForALocalTime) {
  EXPECT_EQ(read("2026-06-01T18:00:00"),
            "s.toml:1:9: poll[0].opens has no offset from UTC; write it behind the time, as 2026-06-01T18:00:00+02:00, "
            "or 2026-06-01T18:00:00Z for UTC");
  EXPECT_EQ(read("2026-06-01"),
            "s.toml:1:9: poll[0].opens has no time of day and no offset from UTC; write both, as "
            "2026-06-01T00:00:00+02:00, or 2026-06-01T00:00:00Z for UTC");
}

TEST(MomentReader, RefusesOtherTypes) {
  const std::string wanted =
      "s.toml:1:9: poll[0].opens must be a date and a time with an offset from UTC, as 2026-06-01T18:00:00+02:00";
  EXPECT_EQ(read("\"2026-06-01T18:00:00Z\""), wanted + " without quotes, not a string");
  EXPECT_EQ(read("1780000000"), wanted + " without quotes, not an integer");
  EXPECT_EQ(read("18:00:00"), wanted + ", not a time alone");
}

TEST(MomentReader, TakesTheYears2000To2199) {
  EXPECT_EQ(read("2000-01-01T00:00:00+14:00"), "1999-12-31T10:00:00Z");
  EXPECT_EQ(read("2199-12-31T23:59:59-12:00"), "2200-01-01T11:59:59Z");
  const std::string said = "s.toml:1:9: poll[0].opens must be in the years 2000 to 2199, not in ";
  EXPECT_EQ(read("1999-12-31T23:59:59Z"), said + "1999; leave it out where there is none");
  EXPECT_EQ(read("2200-01-01T00:00:00Z"), said + "2200; leave it out where there is none");
  EXPECT_EQ(read("9999-12-31T23:59:59Z"), said + "9999; leave it out where there is none");
}

}  // namespace
}  // namespace scrutin::config
