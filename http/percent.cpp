#include "http/percent.hpp"

#include <algorithm>

namespace scrutin::http {

std::optional<std::string> percent_decode(std::string_view text, plus meaning) {
  if (meaning == plus::is_plus) return config::percent_decode(text);
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return config::percent_decode(spaced);
}

}  // namespace scrutin::http
