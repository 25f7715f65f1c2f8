#include "actors/ballots/letter_head.hpp"

namespace scrutin::actors {

std::optional<letter_head> letter_head::parse(const redis_value& fields) {
  const auto& all = fields.items();
  if (all.size() < size) return std::nullopt;
  letter_head head{all[1].text(), all[3].text(), all[5].text()};
  const auto named = head.words();
  for (std::size_t i = 0; i < size; i += 2) {
    if (all[i].text() != named[i]) return std::nullopt;
  }
  return head;
}

}  // namespace scrutin::actors
