#pragma once
// How much memory this process holds.
#include <cstddef>

namespace scrutin::actors {

/// Bytes that were allocated and not freed, by all threads: what grows where something is kept that nobody needs.
/// Memory that the allocator keeps for later is no part of it, unlike the resident size that the kernel tells.
std::size_t bytes_in_use();

}  // namespace scrutin::actors
