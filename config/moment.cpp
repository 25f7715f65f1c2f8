#include "config/moment.hpp"

#include <algorithm>
#include <cstdint>

namespace scrutin::config {
namespace {

std::string padded(std::int64_t number, std::size_t digits) {
  auto written = std::to_string(number);
  return written.insert(0, digits - std::min(digits, written.size()), '0');
}

}  // namespace

std::string to_string(moment when) {
  const auto midnight = std::chrono::floor<std::chrono::days>(when);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{when - midnight};
  auto written = padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<unsigned>(date.month()), 2) + '-' +
                 padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(time.hours().count(), 2) + ':' +
                 padded(time.minutes().count(), 2) + ':' + padded(time.seconds().count(), 2);
  if (time.subseconds().count() != 0) written += '.' + padded(time.subseconds().count(), 3);
  return written + 'Z';
}

}  // namespace scrutin::config
