#include "pages/moment_text.hpp"

#include <chrono>

namespace scrutin::pages {

namespace {

std::string two_digits(long number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::string moment_text(const catalogue& texts, config::moment when) {
  const auto midnight = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{when - midnight};
  const auto day = static_cast<unsigned>(date.day());
  return texts.fill("moment.text", {{"day", day == 1 ? texts.text("moment.first") : std::to_string(day)},
                                    {"month", texts.text("moment.month." + std::to_string(unsigned(date.month())))},
                                    {"year", std::to_string(int(date.year()))},
                                    {"hour", two_digits(time.hours().count())},
                                    {"minute", two_digits(time.minutes().count())}});
}

}  // namespace scrutin::pages
