#pragma once
// Whether a PostgreSQL URL looks like one.
#include <string>
#include <string_view>

namespace scrutin::config {

/// What is wrong with `text` as a connection URI of libpq's (PostgreSQL manual, 34.1.1.2), or an empty string. libpq
/// has the last word when it connects; this finds slips early, and never repeats the password.
std::string wrong_with_postgres_url(std::string_view text);

}  // namespace scrutin::config
