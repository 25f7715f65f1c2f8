#pragma once
// What lets the voters of a hall, who all come from one address, by the limit on new ones.
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/hmac.hpp"

namespace scrutin::actors {

/// Makes and reads passes, under a key that `vote` and `result` share. A pass is of one poll and one part of time; it
/// is short, changes every half minute, and holds for some minutes, so that who scans one has the time to vote. Anyone
/// who sees it can hand it on for that long. Objects may be used by any thread.
class pass_book {
public:
  using clock = std::chrono::system_clock;

  static constexpr std::chrono::seconds step{30};
  static constexpr int steps = 10;  ///< for so many a pass holds

  explicit pass_book(std::string_view key) : key_(key) {}

  /// Null where the settings have no key: then there are no passes.
  static std::shared_ptr<const pass_book> of(std::string_view key) {
    return key.empty() ? nullptr : std::make_shared<const pass_book>(key);
  }

  /// 22 characters that need no escape in an address.
  std::string issue(std::string_view poll, clock::time_point now) const;

  /// Whether it was issued for that poll within the last five minutes; or in the half minute to come, by a clock that
  /// is ahead.
  bool holds(std::string_view pass, std::string_view poll, clock::time_point now) const;

  /// What the address of a projector page holds that shall show passes: else anyone could take them from there.
  std::string hall() const;
  bool opens_hall(std::string_view word) const;

private:
  http::hmac_sha256 key_;
};

}  // namespace scrutin::actors
