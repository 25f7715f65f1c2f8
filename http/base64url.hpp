#pragma once
// Bytes as text for cookies and addresses.
#include <cstdint>
#include <span>
#include <string>

namespace scrutin::http {

/// Base64url (RFC 4648, 5) without padding; what OpenSSL has is base64 with padding.
std::string base64url(std::span<const std::uint8_t> bytes);

}  // namespace scrutin::http
