#include "actors/schema/stream_position.hpp"

#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

statement position_of::ask(unsigned partition) {
  return {"SELECT entry, entry_uid FROM partitions WHERE p = $1::int AND entry IS NOT NULL AND entry_uid IS NOT NULL",
          {std::to_string(partition)}};
}

stream_position position_of::read(const rows& answer) {
  const auto found = first_of(answer);
  stream_position at{text_at(found, 0), text_at(found, 1)};
  return at.entry.empty() || at.uid.empty() ? stream_position{} : at;
}

}  // namespace scrutin::actors::sql
