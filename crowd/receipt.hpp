#pragma once
// What became of a vote.
#include <string>

#include "crowd/asio.hpp"
#include "crowd/connection.hpp"

namespace scrutin::crowd {

/// As the result site says it: "waiting", "counted", "replaced", "uncounted".
asio::awaitable<expected<std::string>> ask_receipt(connection& line, const std::string& receipt,
                                                   clock::duration patience);

}  // namespace scrutin::crowd
