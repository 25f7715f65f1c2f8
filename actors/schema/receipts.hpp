#pragma once
// What became of recorded votes (receipts.sql).
#include <map>
#include <string>
#include <vector>

#include "actors/ballots/receipt.hpp"
#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

/// Looks ballots up by their uids, all at once. One that the ledger does not have is not among the answers.
struct find_receipts {
  static statement ask(const std::vector<std::string>& uids);
  static std::map<std::string, receipt, std::less<>> read(const rows& answer);
};

}  // namespace scrutin::actors::sql
