#pragma once
// multipart/form-data: forms as scripts and FormData send them (RFC 7578).
#include <optional>
#include <string_view>

#include "http/form.hpp"

namespace scrutin::http {

/// The boundary that a Content-Type names: 1 to 70 characters (RFC 2046, 5.1.1); nothing where it names none or two.
std::optional<std::string_view> boundary_of(std::string_view content_type) noexcept;

/// Parses a body of parts. Strict: it begins with the first boundary, each line around a part ends in CRLF, and each
/// part has one name. A part that is a file, bytes that are no text in UTF-8, and more than limits::form_fields parts
/// are a 400 too.
expected<form> parse_multipart(std::string_view body, std::string_view boundary);

}  // namespace scrutin::http
