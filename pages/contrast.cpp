#include "pages/contrast.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace scrutin::pages {

namespace {

// Of one channel of sRGB, 0 to 1.
double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view colour) {
  const bool brief = colour.size() == 4;
  const std::size_t digits = brief ? 1 : 2;
  constexpr double weights[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    int value = 0;
    const auto* begin = colour.data() + 1 + i * digits;
    std::from_chars(begin, begin + digits, value, 16);
    sum += weights[i] * linear(value / (brief ? 15.0 : 255.0));
  }
  return sum;
}

}  // namespace

double contrast(std::string_view one, std::string_view other) {
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

}  // namespace scrutin::pages
