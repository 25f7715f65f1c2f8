#include "result/faint_colours.hpp"

#include "pages/contrast.hpp"

namespace scrutin::result {

namespace {

bool faint(std::string_view colour, const surroundings& around) {
  constexpr double least = 3;
  return pages::contrast(colour, around.paper) < least || pages::contrast(colour, around.line) < least;
}

}  // namespace

std::string_view faint_classes(std::string_view colour) {
  const bool in_light = faint(colour, light);
  const bool in_dark = faint(colour, dark);
  if (in_light && in_dark) return "faint-light faint-dark";
  if (in_light) return "faint-light";
  return in_dark ? "faint-dark" : "";
}

}  // namespace scrutin::result
