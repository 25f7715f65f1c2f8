#include "http/percent.hpp"

#include <algorithm>

#include "config/url.hpp"

namespace scrutin::http {
std::optional<std::string> percent_decode(std::string_view text, plus meaning) {
  if (meaning == plus::is_plus) return config::percent_decode(text);
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return config::percent_decode(spaced);
}

std::string percent_encode(std::string_view text) { return config::percent_encode(text); }

}  // namespace scrutin::http
