#pragma once
// Codes for voters on paper.
#include <string>
#include <string_view>
#include <vector>

#include "actors/ballots/roll.hpp"
#include "actors/runtime/expected.hpp"
#include "config/poll.hpp"

namespace scrutin::worker {

/// Where a voter with that code votes: the poll's page below `site`, which fills the code in.
std::string code_link(std::string_view site, const config::poll& poll, const actors::roll_code& code);

/// A page of HTML to print and to cut up: a card a code, with a QR code of its link. Nothing in it is loaded from
/// elsewhere. Why there is none, where `site` makes no QR code.
actors::expected<std::string> code_sheet(std::string_view site, const config::poll& poll,
                                         const std::vector<actors::roll_code>& codes);

}  // namespace scrutin::worker
