#pragma once
// Whether a PostgreSQL URL looks like one.
#include <string_view>

#include "config/expected.hpp"

namespace scrutin::config {

/// Whether `text` is a connection URI of libpq's (PostgreSQL manual, 34.1.1.2). libpq has the last word when it
/// connects; this finds slips early, and never repeats the password.
expected<void> check_postgres_url(std::string_view text);

}  // namespace scrutin::config
