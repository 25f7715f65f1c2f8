#pragma once
// How many connections a listening address may have, over all loops of its process.
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace scrutin::actors {

/// The kernel spreads connections over the loops by chance, so a share for each would turn people away at a loop that
/// has many while others have room. One block of addresses (config::ip_address::block) gets three quarters at most: a
/// hall behind one address finds room, and no stranger's machine takes it all. 0 is nobody's block in particular, and
/// has no such limit: that of proxies that are trusted. Safe from any thread.
class connection_quota {
public:
  using block = std::uint64_t;

  explicit connection_quota(std::size_t most) : most_(most), share_(most - most / 4) {}
  connection_quota(const connection_quota&) = delete;
  connection_quota& operator=(const connection_quota&) = delete;

  std::size_t most() const { return most_; }

  std::size_t taken() const {
    const std::scoped_lock lock{guard_};
    return taken_;
  }

  /// Whether that block has all that it may have.
  bool has_its_share(block of) const {
    const std::scoped_lock lock{guard_};
    return is_at_share(of);
  }

  /// Whether or not there is room: for a connection that changes from one session to the next.
  void take(block of) {
    const std::scoped_lock lock{guard_};
    count(of);
  }

  void give_back(block of) {
    const std::scoped_lock lock{guard_};
    --taken_;
    if (of == 0) return;
    const auto found = by_block_.find(of);
    if (--found->second == 0) by_block_.erase(found);
  }

  /// Room for one connection, held while this lives.
  class place {
  public:
    place(connection_quota& in, block of) : in_(&in), of_(of) {}
    place(place&& other) noexcept : in_(std::exchange(other.in_, nullptr)), of_(other.of_) {}
    place& operator=(place&&) = delete;
    ~place() {
      if (in_ != nullptr) in_->give_back(of_);
    }

  private:
    connection_quota* in_;
    block of_;
  };

  /// Nothing where all are taken, or all that this block may have.
  std::optional<place> find(block of) {
    const std::scoped_lock lock{guard_};
    if (taken_ >= most_ || is_at_share(of)) return std::nullopt;
    count(of);
    return place{*this, of};
  }

private:
  bool is_at_share(block of) const {
    if (of == 0) return false;
    const auto found = by_block_.find(of);
    return found != by_block_.end() && found->second >= share_;
  }

  void count(block of) {
    ++taken_;
    if (of != 0) ++by_block_[of];
  }

  const std::size_t most_;
  const std::size_t share_;
  mutable std::mutex guard_;
  std::size_t taken_ = 0;
  std::unordered_map<block, std::size_t> by_block_;
};

}  // namespace scrutin::actors
