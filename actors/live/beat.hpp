#pragma once
// The sign of life that everyone who watches gets.
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace scrutin::actors {

/// By it a browser knows that its connection still delivers, however long nobody votes: scripts see neither the pings
/// of a WebSocket nor the comments of an event stream. Made once for all who get it.
class beat {
public:
  /// How often each of them gets one.
  static constexpr std::chrono::seconds period{3};

  explicit beat(std::chrono::system_clock::time_point now);

  /// A JSON object without a line break: `{"type":"beat","now":"2026-06-01T12:00:00.000Z"}`.
  std::string_view text() const { return text_; }

private:
  std::string text_;
};

using beat_ptr = std::shared_ptr<const beat>;

}  // namespace scrutin::actors
