#include "http/random_bytes.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace scrutin::http {

namespace {

void draw(std::span<unsigned char> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1) return;
  throw std::runtime_error("the operating system gave no random bytes");
}

// A call costs 540 ns, for ten bytes as for 512. Each byte is given away once, and is nowhere here afterwards.
class stock {
public:
  void take(std::span<unsigned char> bytes) {
    if (left_ < bytes.size()) {
      draw(all_);
      left_ = all_.size();
    }
    const auto given = std::span{all_}.subspan(left_ - bytes.size(), bytes.size());
    std::ranges::copy(given, bytes.begin());
    OPENSSL_cleanse(given.data(), given.size());
    left_ -= bytes.size();
  }

  static constexpr std::size_t most = 64;  // of a call; whoever wants more draws it

private:
  std::array<unsigned char, 512> all_{};
  std::size_t left_ = 0;
};

}  // namespace

void fill_with_random(std::span<unsigned char> bytes) {
  if (bytes.size() > stock::most) return draw(bytes);
  static thread_local stock here;
  here.take(bytes);
}

std::string random_hexadecimal(std::size_t bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(2 * bytes, '\0');
  // Drawn into the second half of the text, which is read from its beginning on before it is written over.
  const std::span raw{reinterpret_cast<unsigned char*>(text.data()) + bytes, bytes};
  fill_with_random(raw);
  for (std::size_t i = 0; i < bytes; ++i) {
    const auto byte = raw[i];
    text[2 * i] = digits[byte >> 4];
    text[2 * i + 1] = digits[byte & 15];
  }
  return text;
}

}  // namespace scrutin::http
