#include "config/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned bits_of_v4 = 32;
constexpr unsigned bits_of_v6 = 128;

/// Whether all bits from `from` on are zero.
bool ends_with_zeros(const ip_address& address, unsigned from) {
  for (unsigned bit = from; bit < bits_of_v6; ++bit) {
    if ((address.bytes()[bit / 8] & (0x80U >> bit % 8)) != 0) return false;
  }
  return true;
}

}  // namespace

std::optional<ip_address> ip_address::parse(std::string_view text) {
  // inet_pton takes neither a length nor a zone.
  const std::string host(text.substr(0, text.find('%')));
  if (host.find('\0') != std::string::npos) return std::nullopt;
  ip_address read;
  if (inet_pton(AF_INET6, host.c_str(), read.bytes_.data()) == 1) return read;
  if (host.size() != text.size()) return std::nullopt;
  std::ranges::copy(mapped, read.bytes_.begin());
  if (inet_pton(AF_INET, host.c_str(), read.bytes_.data() + mapped.size()) == 1) return read;
  return std::nullopt;
}

ip_address ip_address::of(std::string_view bytes) {
  ip_address read;
  if (bytes.size() < read.bytes_.size()) std::ranges::copy(mapped, read.bytes_.begin());
  std::ranges::copy(bytes, read.bytes_.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  return read;
}

bool ip_address::is_v4() const { return std::equal(mapped.begin(), mapped.end(), bytes_.begin()); }

std::uint64_t ip_address::block() const {
  std::uint64_t bits = 0;
  const auto* from = bytes_.begin() + (is_v4() ? bytes_.size() / 2 : 0);
  for (std::size_t i = 0; i < sizeof bits; ++i) bits = bits << 8U | from[i];
  return bits;
}

std::string ip_address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto* from = bytes_.data() + (is_v4() ? mapped.size() : 0);
  inet_ntop(is_v4() ? AF_INET : AF_INET6, from, text.data(), text.size());
  return text.data();
}

expected<network> network::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto first = ip_address::parse(text.substr(0, slash));
  if (!first || text.find('%') != std::string_view::npos) {
    return complaint::that(in_quotes(text) +
                           " is no address, and no block of addresses such as 10.0.0.0/8 or fd00::/8");
  }
  network read;
  read.first_ = *first;
  if (slash == std::string_view::npos) return read;
  // Written in IPv6's way, a mapped block counts its bits as IPv6 does.
  const auto v4 = text.substr(0, slash).find(':') == std::string_view::npos;
  const auto most = v4 ? bits_of_v4 : bits_of_v6;
  const auto digits = text.substr(slash + 1);
  const auto* end = digits.data() + digits.size();
  unsigned bits = 0;
  const auto [stopped, error] = std::from_chars(digits.data(), end, bits);
  if (digits.empty() || stopped != end || error != std::errc() || bits > most) {
    return complaint::that(in_quotes(text) + " must end with 0 to " + std::to_string(most) + " behind its slash");
  }
  read.bits_ = bits + (bits_of_v6 - most);
  if (!ends_with_zeros(*first, read.bits_)) {
    return complaint::that(in_quotes(text) + " has more bits set than the " + std::to_string(bits) + " that it names");
  }
  return read;
}

bool network::contains(const ip_address& address) const {
  const auto whole = bits_ / 8;
  if (!std::equal(address.bytes().begin(), address.bytes().begin() + whole, first_.bytes().begin())) return false;
  const auto rest = bits_ % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff00U >> rest);
  return ((address.bytes()[whole] ^ first_.bytes()[whole]) & mask) == 0;
}

expected<networks> parse_networks(std::string_view text) {
  constexpr std::string_view between = ", \t\n";
  networks read;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
    if (text.empty()) return read;
    const auto end = std::min(text.find_first_of(between), text.size());
    auto one = network::parse(text.substr(0, end));
    if (!one) return one.error();
    read.push_back(*std::move(one));
    text.remove_prefix(end);
  }
}

bool contain(const networks& all, const ip_address& address) {
  return std::ranges::any_of(all, [&](const network& one) { return one.contains(address); });
}

}  // namespace scrutin::config
