#include "actors/schema/receipts.hpp"

#include "actors/postgres/array_literal.hpp"
#include "actors/schema/cells.hpp"

namespace scrutin::actors::sql {

statement find_receipts::ask(const std::vector<std::string>& uids) {
  array_literal all;
  for (const auto& uid : uids) all.add(uid);
  return {"SELECT u.uid, r.poll, r.state FROM unnest($1::uuid[]) AS u (uid), LATERAL find_receipt(u.uid) AS r",
          {all.take()}};
}

std::map<std::string, receipt, std::less<>> find_receipts::read(const rows& answer) {
  std::map<std::string, receipt, std::less<>> all;
  for (const auto& one : answer.values) {
    const auto* uid = find_text(one, 0);
    const auto* poll = find_text(one, 1);
    const auto* state = find_text(one, 2);
    if (uid != nullptr && poll != nullptr && state != nullptr) all[*uid] = {parse_receipt_state(*state), *poll};
  }
  return all;
}

}  // namespace scrutin::actors::sql
