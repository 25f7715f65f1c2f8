#include "http/random_bytes.hpp"

#include <openssl/rand.h>

#include <stdexcept>

namespace scrutin::http {

void fill_with_random(std::span<unsigned char> bytes) {
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1) return;
  throw std::runtime_error("the operating system gave no random bytes");
}

}  // namespace scrutin::http
