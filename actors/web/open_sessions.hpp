#pragma once
// The connections that one loop serves.
#include <caf/actor_control_block.hpp>
#include <functional>
#include <list>
#include <memory>
#include <unordered_map>

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

  /// That it waits for a request, and that it does so no more.
  void rest(caf::actor_control_block* session);
  void work(caf::actor_control_block* session);

  /// Asks the one that has waited longest for a request to give its place up; false where none waits.
  bool make_room();

  std::size_t count() const { return inside_.size(); }

  /// Tells everyone to end when they can; `done` is called once nobody is left, at once where nobody is.
  void drain(std::function<void()> done);

  /// Ends everyone at once.
  void cut();

  /// Nobody waits for the end any more.
  void forget() { when_empty_ = nullptr; }

private:
  std::shared_ptr<connection_quota> quota_;
  using resting_list = std::list<caf::actor_control_block*>;

  resting_list resting_;  // the longest first
  // With its place among those; each leaves before it ends.
  std::unordered_map<caf::actor_control_block*, resting_list::iterator> inside_;
  std::function<void()> when_empty_;
};

}  // namespace scrutin::actors
