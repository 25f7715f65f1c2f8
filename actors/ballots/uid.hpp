#pragma once
// The identity of one ballot.
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/hmac.hpp"

namespace scrutin::actors {

/// 128 bits that begin with the time of the vote in milliseconds, laid out as UUIDv7 (RFC 9562, 5.7), so that the
/// ledger's index grows at one end. Order never rests on it: clocks step back.
struct uid {
  std::array<std::uint8_t, 16> bytes{};

  /// A new one, from the system clock and the operating system's random source by way of OpenSSL.
  static uid make();

  /// The one that a client's Idempotency-Key stands for: the same voter, poll and key give the same uid under the same
  /// secret (laid out as UUIDv8, RFC 9562, 5.8). It carries no time.
  static uid derived(const http::hmac_sha256& secret, std::string_view voter, std::string_view poll,
                     std::string_view key);

  static constexpr std::size_t text_size = 36;

  /// 8-4-4-4-12 lower-case hexadecimal digits, and back; anything else is nothing.
  std::string to_string() const;
  void append_to(std::string& text) const;  ///< what to_string() gives, within its capacity where that suffices
  static std::optional<uid> parse(std::string_view text);

  bool operator==(const uid&) const = default;
};

}  // namespace scrutin::actors
