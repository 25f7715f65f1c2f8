#pragma once
// Whether a colour that an operator chose can be told from what is around it.
#include <string_view>

namespace scrutin::result {

/// Classes for a bar of that colour: `faint-light` where it has less than 3:1 (WCAG 2.2, 1.4.11) to the light page's
/// paper or to the empty part of a bar, `faint-dark` for the dark page. Such a bar gets an outline there.
std::string_view faint_classes(std::string_view colour);

/// The colours of base.css that bars stand on.
struct surroundings {
  std::string_view paper;
  std::string_view line;
};
inline constexpr surroundings light{"#fbfaf7", "#d8d5df"};
inline constexpr surroundings dark{"#111018", "#393548"};

}  // namespace scrutin::result
