#pragma once
// The connections that one loop serves.
#include <caf/actor_control_block.hpp>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "actors/web/connection_quota.hpp"

namespace scrutin::actors {

/// A session that waits for its client: for a request, for the rest of one, or for its end.
class resting_session {
public:
  /// Closes its connection and says true, where no request has just come by it; else it stays. Its actor ends soon
  /// after.
  virtual bool give_way() = 0;

protected:
  ~resting_session() = default;
};

/// Who is connected by way of one loop: counted against the quota of all loops, told to drain, waited for. Sessions are
/// hidden from CAF's own count, so this one must be right. Used on the loop's thread alone.
class open_sessions {
public:
  explicit open_sessions(std::shared_ptr<connection_quota> quota) : quota_(std::move(quota)) {}

  using block = connection_quota::block;

  /// A place for one more from there. Where all are taken, the one that has waited longest for a request gives way;
  /// where that block has its share, the one of it that has. Nothing where none does.
  std::optional<connection_quota::place> find_place(block of);

  /// By the session's constructor: one that has yet to run is no less there. Who comes during a drain is told of it.
  void enter(caf::actor_control_block* session, block of);

  void leave(caf::actor_control_block* session);

  /// That it waits for its client from now on, and that it does so no more.
  void rest(caf::actor_control_block* session, resting_session& itself);
  void work(caf::actor_control_block* session);

  std::size_t count() const { return inside_.size(); }

  /// Tells everyone to end when they can; `done` is called once nobody is left, at once where nobody is.
  void drain(std::function<void()> done);

  /// Ends everyone at once.
  void cut();

  /// Nobody waits for the end any more.
  void forget() { when_empty_ = nullptr; }

private:
  struct resting {
    caf::actor_control_block* session;
    resting_session* itself;
    block of;
  };
  using resting_list = std::list<resting>;

  struct guest {
    block of;
    resting_list::iterator place;  // among those who rest, or its end
  };

  bool make_room(std::optional<block> only);

  std::shared_ptr<connection_quota> quota_;
  resting_list resting_;                                         // the longest first
  std::unordered_map<caf::actor_control_block*, guest> inside_;  // each leaves before it ends
  std::function<void()> when_empty_;
};

}  // namespace scrutin::actors
