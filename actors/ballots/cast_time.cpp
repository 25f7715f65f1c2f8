#include "actors/ballots/cast_time.hpp"

#include <charconv>
#include <optional>
#include <system_error>

namespace scrutin::actors {

namespace {

// What one of version 7 begins with; others carry none.
std::optional<std::int64_t> time_of(const uid& id) {
  if (id.bytes[6] >> 4 != 7) return std::nullopt;
  std::int64_t ms = 0;
  for (unsigned i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return ms;
}

}  // namespace

std::int64_t cast_time(std::string_view entry, const uid& id, std::chrono::system_clock::time_point otherwise) {
  std::uint64_t ms = 0;  // as wide as Redis'
  const auto read = std::from_chars(entry.data(), entry.data() + entry.size(), ms);
  if (read.ec == std::errc{} && ms < static_cast<std::uint64_t>(end_of_time)) return static_cast<std::int64_t>(ms);
  if (const auto of_uid = time_of(id); of_uid && *of_uid < end_of_time) return *of_uid;
  return std::chrono::duration_cast<std::chrono::milliseconds>(otherwise.time_since_epoch()).count();
}

}  // namespace scrutin::actors
