#include "actors/ballots/keys.hpp"

#include <charconv>
#include <system_error>

namespace scrutin::actors {

namespace {

constexpr std::string_view stream_prefix = "votes:";

}  // namespace

std::string stream_name(unsigned partition) { return std::string(stream_prefix) + std::to_string(partition); }

std::optional<unsigned> partition_of_stream(std::string_view stream) {
  unsigned partition = 0;
  if (!stream.starts_with(stream_prefix)) return std::nullopt;
  const auto* end = stream.data() + stream.size();
  const auto read = std::from_chars(stream.data() + stream_prefix.size(), end, partition);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return partition;
}

}  // namespace scrutin::actors
