#include "http/accept.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "http/text.hpp"
#include "http/weight.hpp"

namespace scrutin::http {
namespace {

/// Cuts off and returns what stands before the next separator that is not inside a quoted string.
std::string_view cut(std::string_view& rest, char separator) noexcept {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size() && (quoted || rest[i] != separator); ++i) {
    if (rest[i] == '"') quoted = !quoted;
    if (rest[i] == '\\' && quoted) ++i;
  }
  i = std::min(i, rest.size());
  const auto part = rest.substr(0, i);
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return trim(part);
}

/// How well a type is liked. The most specific range that covers it decides.
struct preference {
  int specificity = 0;  // 0: no range covers it; 1: */*; 2: type/*; 3: named
  int weight = 0;

  void consider(int range_specificity, int range_weight) noexcept {
    if (range_specificity > specificity) {
      *this = {range_specificity, range_weight};
    } else if (range_specificity == specificity) {
      weight = std::max(weight, range_weight);
    }
  }
};

struct preferences {
  preference json;
  preference html;

  void read(std::string_view accept) noexcept {
    while (!accept.empty()) {
      auto range = cut(accept, ',');
      const auto type = cut(range, ';');
      std::optional<int> weight = 1000;
      while (!range.empty()) {
        const auto parameter = cut(range, ';');
        if (parameter.size() > 1 && same_in_any_case(parameter.substr(0, 2), "q="))
          weight = parse_weight(parameter.substr(2));
      }
      if (weight && !type.empty()) consider(type, *weight);
    }
  }

  void consider(std::string_view type, int weight) noexcept {
    if (same_in_any_case(type, "application/json") || same_in_any_case(type, "application/problem+json"))
      json.consider(3, weight);
    if (same_in_any_case(type, "application/*")) json.consider(2, weight);
    if (same_in_any_case(type, "text/html") || same_in_any_case(type, "application/xhtml+xml"))
      html.consider(3, weight);
    if (same_in_any_case(type, "text/*")) html.consider(2, weight);
    if (type == "*/*") {
      json.consider(1, weight);
      html.consider(1, weight);
    }
  }

  bool json_first() const noexcept {
    return std::pair(json.weight, json.specificity) > std::pair(html.weight, html.specificity) && json.weight > 0;
  }
};

}  // namespace

bool prefers_json(std::string_view accept) noexcept {
  preferences liked;
  liked.read(accept);
  return liked.json_first();
}

bool prefers_json(const request& message) {
  preferences liked;
  const auto [begin, end] = message.equal_range(field::accept);
  for (auto accept = begin; accept != end; ++accept) liked.read(view(accept->value()));
  return liked.json_first();
}

}  // namespace scrutin::http
