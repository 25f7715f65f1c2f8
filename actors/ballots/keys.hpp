#pragma once
// What stands where in Redis: the names of its keys.
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::actors {

/// The list to which the original sample's vote page pushes, and from which its worker pops.
inline constexpr const char* sample_list = "votes";

/// `votes:3`, the stream of partition 3, and back; anything else is nothing.
std::string stream_name(unsigned partition);
std::optional<unsigned> partition_of_stream(std::string_view stream);

/// The group whose consumers, one a partition, read those streams.
inline constexpr const char* reader_group = "worker";

/// The stream of what could not be applied.
inline constexpr const char* dead_stream = "votes:dead";

/// How many partitions there are; set by the first vote process, and the same for all.
inline constexpr const char* partitions_key = "scrutin:partitions";

/// The hash that holds every offer of this deployment, by its digest.
inline constexpr const char* offers_key = "scrutin:offers";

/// When a worker was there last, by Redis' own clock.
inline constexpr const char* worker_key = "scrutin:worker";

/// What voters' cookies are signed with, and a random text that is new when Redis is.
inline constexpr const char* cookie_key = "scrutin:cookie-key";
inline constexpr const char* epoch_key = "scrutin:epoch";

/// What became of a ballot on its way into the sample's list: this, and its uid.
inline constexpr std::string_view listed_prefix = "scrutin:listed:";

}  // namespace scrutin::actors
