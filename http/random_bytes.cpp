#include "http/random_bytes.hpp"

#include <openssl/rand.h>

#include <stdexcept>
#include <string_view>
#include <vector>

namespace scrutin::http {

void fill_with_random(std::span<unsigned char> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1) return;
  throw std::runtime_error("the operating system gave no random bytes");
}

std::string random_hexadecimal(std::size_t bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::vector<unsigned char> raw(bytes);
  fill_with_random(raw);
  std::string text;
  text.reserve(2 * bytes);
  for (const auto byte : raw) text.append({digits[byte >> 4], digits[byte & 15]});
  return text;
}

}  // namespace scrutin::http
