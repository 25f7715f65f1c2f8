#include "http/signature.hpp"

#include <openssl/crypto.h>

#include <span>

#include "http/base64url.hpp"

namespace scrutin::http {

std::string signature(const hmac_sha256& key, std::initializer_list<std::string_view> parts) {
  // Each part after its length: where one ends and the next begins is signed, too.
  constexpr std::size_t digits = 8;
  std::size_t size = 0;
  for (const auto part : parts) size += part.size() + digits;
  std::string all;
  all.reserve(size);
  for (const auto part : parts) all.append(std::to_string(part.size())).append(":").append(part);
  const auto code = key({all});
  return base64url(std::span{code}.first<16>());
}

bool is_signature(std::string_view text, std::string_view expected) noexcept {
  return text.size() == expected.size() && CRYPTO_memcmp(text.data(), expected.data(), expected.size()) == 0;
}

}  // namespace scrutin::http
