#pragma once
// A hash that is the same everywhere and always.
#include <cstdint>
#include <string_view>

namespace scrutin::actors {

/// FNV-1a of 64 bits. Not for what an attacker may choose. `before` goes on from an earlier text's.
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t before = 14695981039346656037U) {
  auto hash = before;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash;
}

}  // namespace scrutin::actors
