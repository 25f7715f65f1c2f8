#pragma once
// What says the same again and again.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace scrutin::actors {

/// Warnings and errors that say the same again and again: a flood of them must not fill a disk.
class repeats {
public:
  using clock = std::chrono::system_clock;
  static constexpr std::chrono::seconds pause{1};
  static constexpr std::chrono::seconds memory{60};  ///< of words that did not come again

  /// Whether these words may be written now, and how often they were left out since they last were.
  struct verdict {
    bool written = true;
    std::uint64_t left_out = 0;
  };
  verdict judge(std::string_view words, clock::time_point now);

private:
  static constexpr std::size_t most = 64;  ///< different words that are remembered; all others are written

  struct written {
    clock::time_point at;
    std::uint64_t left_out = 0;
  };
  std::map<std::string, written, std::less<>> recent_;
};

}  // namespace scrutin::actors
