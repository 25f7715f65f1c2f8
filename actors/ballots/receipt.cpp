#include "actors/ballots/receipt.hpp"

namespace scrutin::actors {

std::string_view to_string(receipt::state is) {
  switch (is) {
    case receipt::state::counted:
      return "counted";
    case receipt::state::replaced:
      return "replaced";
    case receipt::state::uncounted:
      return "uncounted";
    case receipt::state::waiting:
      break;
  }
  return "waiting";
}

receipt::state parse_receipt_state(std::string_view text) {
  for (const auto is : {receipt::state::counted, receipt::state::replaced, receipt::state::uncounted}) {
    if (text == to_string(is)) return is;
  }
  return receipt::state::waiting;
}

}  // namespace scrutin::actors
