#pragma once
// How many connections a listening address may have, over all loops of its process.
#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace scrutin::actors {

/// The kernel spreads connections over the loops by chance, so a share for each would turn people away at a loop that
/// has many while others have room. Safe from any thread.
class connection_quota {
public:
  explicit connection_quota(std::size_t most) : most_(most) {}
  connection_quota(const connection_quota&) = delete;
  connection_quota& operator=(const connection_quota&) = delete;

  std::size_t most() const { return most_; }
  std::size_t taken() const { return taken_; }

  /// Whether or not there is room: for a connection that changes from one session to the next.
  void take() { ++taken_; }
  void give_back() { --taken_; }

  /// Room for one connection, held while this lives.
  class place {
  public:
    explicit place(connection_quota& of) : of_(&of) {}
    place(place&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    place& operator=(place&&) = delete;
    ~place() {
      if (of_ != nullptr) of_->give_back();
    }

  private:
    connection_quota* of_;
  };

  /// Nothing where all are taken.
  std::optional<place> find() {
    for (auto taken = taken_.load(); taken < most_;) {
      if (taken_.compare_exchange_weak(taken, taken + 1)) return place{*this};
    }
    return std::nullopt;
  }

private:
  const std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace scrutin::actors
