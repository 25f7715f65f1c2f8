#pragma once
// The queue of the original sample.

namespace scrutin::actors {

/// The list in Redis to which the sample's vote page pushes, and from which its worker pops.
inline constexpr const char* sample_list = "votes";

}  // namespace scrutin::actors
