#pragma once
// The connections that one loop serves.
#include <caf/actor_control_block.hpp>
#include <functional>
#include <memory>
#include <unordered_set>

#include "actors/web/connection_quota.hpp"

namespace scrutin::actors {

/// Who is connected by way of one loop: counted against the quota of all loops, told to drain, waited for. Sessions are
/// hidden from CAF's own count, so this one must be right. Used on the loop's thread alone.
class open_sessions {
public:
  explicit open_sessions(std::shared_ptr<connection_quota> quota) : quota_(std::move(quota)) {}

  connection_quota& quota() { return *quota_; }

  /// By the session's constructor: one that has yet to run is no less there. Who comes during a drain is told of it.
  void enter(caf::actor_control_block* session);

  void leave(caf::actor_control_block* session);

  std::size_t count() const { return inside_.size(); }

  /// Tells everyone to end when they can; `done` is called once nobody is left, at once where nobody is.
  void drain(std::function<void()> done);

  /// Ends everyone at once.
  void cut();

  /// Nobody waits for the end any more.
  void forget() { when_empty_ = nullptr; }

private:
  std::shared_ptr<connection_quota> quota_;
  std::unordered_set<caf::actor_control_block*> inside_;  // each leaves before it ends
  std::function<void()> when_empty_;
};

}  // namespace scrutin::actors
