#pragma once
// What a voter can find out about their vote.
#include <cstdint>
#include <string>
#include <string_view>

namespace scrutin::actors {

/// What became of a recorded vote. Not whom it was for: that is secret, from whoever holds the receipt too.
struct receipt {
  enum class state : std::uint8_t {
    waiting,    ///< no such vote has arrived: it is on its way, or there is none
    counted,    ///< it is in the results
    replaced,   ///< a later vote of its voter is
    uncounted,  ///< it never was: its voter's first vote was final, or it came too late
  };
  state is = state::waiting;
  std::string poll{};  ///< empty while waiting

  bool operator==(const receipt&) const = default;
};

/// "waiting", "counted", "replaced" or "uncounted".
std::string_view to_string(receipt::state is);

/// What find_receipt of the database says.
receipt::state parse_receipt_state(std::string_view text);

}  // namespace scrutin::actors
