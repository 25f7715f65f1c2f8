#pragma once
// Percent escapes (RFC 3986, 2.1).
#include <optional>
#include <string>
#include <string_view>

#include "config/url.hpp"

namespace scrutin::http {

enum class plus { is_plus, is_space };  ///< '+' is a space in forms and queries, and itself in paths

/// The bytes that `text` stands for; nothing where a '%' is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text, plus meaning);

using config::percent_encode;

}  // namespace scrutin::http
