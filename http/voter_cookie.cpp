#include "http/voter_cookie.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <span>
#include <stdexcept>

namespace scrutin::http {
namespace {

// Keeps these signatures apart from whatever else the key may sign.
constexpr std::string_view label = "scrutin voter cookie 1:";

constexpr std::size_t id_size = 32;

/// Base64url without padding; what OpenSSL has is base64 with padding.
std::string base64url(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned pending = 0;
  unsigned bits = 0;
  for (const auto byte : bytes) {
    pending = pending << 8 | byte;
    for (bits += 8; bits >= 6; bits -= 6) text.push_back(alphabet[pending >> (bits - 6) & 63]);
  }
  if (bits > 0) text.push_back(alphabet[pending << (6 - bits) & 63]);
  return text;
}

}  // namespace

voter_id voter_id::random() {
  std::array<unsigned char, id_size / 2> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the operating system gave no random bytes");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(id_size);
  for (const auto byte : bytes) text.append({digits[byte >> 4], digits[byte & 15]});
  return voter_id(std::move(text));
}

std::optional<voter_id> voter_id::parse(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() != id_size || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  return voter_id(std::string(text));
}

std::string voter_cookie::issue(const voter_id& voter) const {
  return voter.to_string() + '.' + base64url(sign_({label, voter.to_string()}));
}

std::optional<voter_id> voter_cookie::read(std::string_view value) const {
  auto voter = voter_id::parse(value.substr(0, id_size));
  if (!voter) return std::nullopt;
  // Comparing texts, not decoded bytes: the last character has two spare bits, and one voter has one cookie.
  const auto expected = issue(*voter);
  if (value.size() != expected.size() || CRYPTO_memcmp(value.data(), expected.data(), expected.size()) != 0) {
    return std::nullopt;
  }
  return voter;
}

}  // namespace scrutin::http
