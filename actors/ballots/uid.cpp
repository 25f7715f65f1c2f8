#include "actors/ballots/uid.hpp"

#include <algorithm>

#include "http/random_bytes.hpp"

namespace scrutin::actors {

namespace {

void stamp(uid& id, unsigned version) {
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | (version << 4));
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
}

}  // namespace

uid uid::make() {
  uid id;
  http::fill_with_random(id.bytes);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  for (unsigned i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  stamp(id, 7);
  return id;
}

uid uid::derived(const http::hmac_sha256& secret, std::string_view voter, std::string_view poll, std::string_view key) {
  // Each part ends with a byte that none of them can hold, so that no two triples read the same.
  static constexpr std::string_view end{"\0", 1};
  const auto mac = secret({"scrutin uid", end, voter, end, poll, end, key});
  uid id;
  std::copy_n(mac.begin(), id.bytes.size(), id.bytes.begin());
  stamp(id, 8);
  return id;
}

std::string uid::to_string() const {
  std::string text;
  append_to(text);
  return text;
}

void uid::append_to(std::string& text) const {
  static constexpr char digits[] = "0123456789abcdef";
  const auto begin = text.size();
  text.resize(begin + text_size, '-');
  auto* to = text.data() + begin;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++to;
    *to++ = digits[bytes[i] >> 4];
    *to++ = digits[bytes[i] & 15];
  }
}

std::optional<uid> uid::parse(std::string_view text) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  if (text.size() != text_size) return std::nullopt;
  uid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      if (text[at++] != '-') return std::nullopt;
    }
    const int high = digit(text[at]);
    const int low = digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
    at += 2;
  }
  return id;
}

}  // namespace scrutin::actors
