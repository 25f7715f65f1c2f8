#include "http/voter_cookie.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

#include "http/base64url.hpp"
#include "http/random_bytes.hpp"

namespace scrutin::http {
namespace {

// Keeps these signatures apart from whatever else the key may sign.
constexpr std::string_view label = "scrutin voter cookie 1:";

constexpr std::size_t id_size = 32;
constexpr std::size_t value_size = id_size + 1 + 43;

std::string issued(const hmac_sha256& sign, const voter_id& voter) {
  return voter.to_string() + '.' + base64url(sign({label, voter.to_string()}));
}

}  // namespace

voter_id voter_id::random() { return voter_id(random_hexadecimal(id_size / 2)); }

std::optional<voter_id> voter_id::parse(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() != id_size || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  return voter_id(std::string(text));
}

std::string voter_cookie::issue(const voter_id& voter) const { return issued(signs_.front(), voter); }

std::optional<voter_id> voter_cookie::read(std::string_view value) const {
  if (value.size() != value_size) return std::nullopt;  // before anything is computed: a header has room for many
  auto voter = voter_id::parse(value.substr(0, id_size));
  if (!voter) return std::nullopt;
  // Comparing texts, not decoded bytes: the last character has two spare bits, and one voter has one cookie.
  const auto by = [&](const hmac_sha256& sign) {
    const auto expected = issued(sign, *voter);
    return CRYPTO_memcmp(value.data(), expected.data(), expected.size()) == 0;
  };
  return std::ranges::any_of(signs_, by) ? voter : std::nullopt;
}

}  // namespace scrutin::http
