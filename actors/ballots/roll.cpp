#include "actors/ballots/roll.hpp"

#include <openssl/sha.h>

#include <array>
#include <cstdint>
#include <utility>

#include "http/random_bytes.hpp"

namespace scrutin::actors {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's base 32
constexpr std::size_t digits = 16;
constexpr std::size_t group = 4;
constexpr std::size_t voter_bytes = 16;
constexpr std::string_view key_prefix = "scrutin:roll:";

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// The digit that was meant; 0 where it is none.
char meant(char typed) {
  const char c = upper(typed);
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return alphabet.find(c) == alphabet.npos ? '\0' : c;
}

// What may stand between the groups, the dashes that a word processor makes of ours among it.
std::size_t separator_at(std::string_view text) {
  for (const std::string_view one :
       {"-", " ", "\t", ".", "_", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\u00a0", "\u202f"}) {
    if (text.starts_with(one)) return one.size();
  }
  return 0;
}

}  // namespace

roll_code roll_code::random() {
  std::array<unsigned char, digits> bytes{};
  http::fill_with_random(bytes);
  std::string made;
  for (const auto byte : bytes) made += alphabet[byte % alphabet.size()];  // 256 is a multiple of 32: none is preferred
  return roll_code{std::move(made)};
}

std::optional<roll_code> roll_code::parse(std::string_view text) {
  std::string read;
  std::size_t count = 0;  // not by read.size(): g++ 12 then warns of a copy that cannot be
  while (!text.empty()) {
    if (const auto size = separator_at(text); size > 0) {
      text.remove_prefix(size);
      continue;
    }
    const char digit = meant(text.front());
    if (digit == '\0' || ++count > digits) return std::nullopt;
    read += digit;
    text.remove_prefix(1);
  }
  if (count != digits) return std::nullopt;
  return roll_code{std::move(read)};
}

std::string roll_code::to_string() const {
  std::string shown;
  for (std::size_t i = 0; i < digits; i += group) shown.append(i == 0 ? "" : "-").append(digits_, i, group);
  return shown;
}

std::string roll_code::voter(std::string_view poll) const {
  // A poll's id holds no line break.
  const auto text = std::string("scrutin roll 1\n").append(poll).append("\n").append(digits_);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  constexpr std::string_view hex = "0123456789abcdef";
  std::string made;
  for (std::size_t i = 0; i < voter_bytes; ++i) {
    made += hex[hash[i] >> 4U];
    made += hex[hash[i] & 0xfU];
  }
  return made;
}

std::string roll_key(std::string_view poll) { return std::string(key_prefix).append(poll); }

redis_command fill_roll(std::string_view poll, const std::vector<std::string>& members) {
  std::vector<std::string> words{"SADD", roll_key(poll)};
  words.insert(words.end(), members.begin(), members.end());
  return redis_command{words};
}

}  // namespace scrutin::actors
