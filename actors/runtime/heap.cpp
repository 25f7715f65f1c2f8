#include "actors/runtime/heap.hpp"

#include <malloc.h>

// Of a sanitizer that brings an allocator of its own; null without one.
extern "C" [[gnu::weak]] std::size_t __sanitizer_get_current_allocated_bytes();

namespace scrutin::actors {

std::size_t bytes_in_use() {
  if (__sanitizer_get_current_allocated_bytes != nullptr) return __sanitizer_get_current_allocated_bytes();
  const auto found = ::mallinfo2();
  return found.uordblks + found.hblkhd;
}

}  // namespace scrutin::actors
