#include "http/base64url.hpp"

#include <string_view>

namespace scrutin::http {

std::string base64url(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  auto* to = text.data();
  const auto put = [&](std::uint32_t bits, unsigned characters) {
    for (unsigned i = 0; i < characters; ++i) *to++ = alphabet[bits >> (18 - 6 * i) & 63];
  };
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    put(std::uint32_t{bytes[at]} << 16 | std::uint32_t{bytes[at + 1]} << 8 | bytes[at + 2], 4);
  }
  if (bytes.size() - at == 1) put(std::uint32_t{bytes[at]} << 16, 2);
  if (bytes.size() - at == 2) put(std::uint32_t{bytes[at]} << 16 | std::uint32_t{bytes[at + 1]} << 8, 3);
  return text;
}

}  // namespace scrutin::http
