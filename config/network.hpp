#pragma once
// Blocks of addresses.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/expected.hpp"

namespace scrutin::config {

/// An address of either family as its 16 bytes, one of IPv4 as IPv6 maps it (RFC 4291, 2.5.5.2): a socket for both
/// families tells them so.
class ip_address {
public:
  /// Nothing for what is no numeric address. A zone (`%eth0`) is passed over.
  static std::optional<ip_address> parse(std::string_view text);

  /// Of 4 or 16 bytes in the network's order.
  static ip_address of(std::string_view bytes);

  bool is_v4() const;

  /// As people write it: `192.0.2.1` also where IPv6 mapped it, else by RFC 5952.
  std::string to_string() const;

  /// The part that a household, a hall or one machine has for itself: all of IPv4's 32 bits, the first 64 of IPv6's. 0
  /// for none, `::`.
  std::uint64_t block() const;

  const std::array<unsigned char, 16>& bytes() const { return bytes_; }
  bool operator==(const ip_address&) const = default;

private:
  std::array<unsigned char, 16> bytes_{};
};

/// A block of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address alone (RFC 4632, 3.1).
class network {
public:
  /// Or says what is wrong. Bits beyond the prefix must be zero: who writes 10.1.2.3/8 means something else.
  static expected<network> parse(std::string_view text);

  bool contains(const ip_address& address) const;

  bool operator==(const network&) const = default;

private:
  ip_address first_;
  unsigned bits_ = 128;  // of the mapped form
};

using networks = std::vector<network>;

/// A list with commas or spaces between; of an empty text none.
expected<networks> parse_networks(std::string_view text);

bool contain(const networks& all, const ip_address& address);

}  // namespace scrutin::config
