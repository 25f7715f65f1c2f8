#pragma once
// Short signatures of what browsers carry for us.
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "http/hmac.hpp"

namespace scrutin::http {

/// HMAC-SHA256 of the parts in their order, cut to its first 128 bits (RFC 2104, 5), in base64url: 22 characters. No
/// two lists of parts are signed as one. The first part names what is signed, so that no signature stands for another
/// thing.
std::string signature(const hmac_sha256& key, std::initializer_list<std::string_view> parts);

/// Characters of a signature.
inline constexpr std::size_t signature_size = 22;

/// Whether `text` is that signature. Compares in constant time.
bool is_signature(std::string_view text, std::string_view expected) noexcept;

}  // namespace scrutin::http
