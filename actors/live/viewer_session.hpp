#pragma once
// What the connections of those who watch have in common, whatever they speak.
#include <caf/typed_event_based_actor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "actors/live/beat.hpp"
#include "actors/live/messages.hpp"
#include "actors/live/tally_view.hpp"
#include "actors/runtime/pinned.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listening_socket.hpp"

namespace scrutin::actors {

/// Sends its browser each change of one poll, and of those that come while one is being sent only the newest: a slow
/// phone gets fewer, never late ones, and costs no memory. What the browser has already is not sent again. A beat is
/// sent where nothing else is on its way; where the same thing is for `patience` of them, the browser takes nothing any
/// more, and is let go. Ends on `drain`, when its audience ends, and when the poll is gone: browsers then connect
/// again, each in its own time.
class viewer_session : public pinned<viewer_actor::base> {
public:
  /// What is watched, and by whose way.
  struct seat {
    std::string poll;
    proof shown = proof::none;
    audience_actor audience{};
    std::uint64_t seen = 0;            ///< the digest of what the browser has; 0: nothing
    connection_quota::block from = 0;  ///< whom its connection is counted for
  };

  static constexpr unsigned patience = 10;  ///< beats, half a minute

  behavior_type make_behavior() final;
  void on_exit() final;

protected:
  viewer_session(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, seat where);

  /// Has the kernel keep little of what is yet to be sent, since a slow reader gets the newest figures only of what is
  /// still with us, and give up a peer that confirms nothing.
  static void prepare(tcp_socket& socket);

  /// Begins the connection, and calls opened() in the end.
  virtual void open() = 0;

  /// Sends it, and calls written() in the end. The message lives until then.
  virtual void write(const tally_message& message) = 0;

  /// The same for a beat.
  virtual void write(const beat& told) = 0;

  /// Says good-bye and quits. Nothing is being written.
  virtual void close() = 0;

  /// Closes the socket at once.
  virtual void release() = 0;

  void opened();
  void written();

private:
  void pulse(const beat_ptr& told);
  void next();
  void end();

  std::shared_ptr<http_service> service_;
  seat seat_;
  tally_snapshot_ptr latest_;             // what is still to be sent
  std::optional<tally_message> sending_;  // holds the bytes that are on their way
  beat_ptr beating_;                      // or this
  unsigned missed_ = 0;                   // beats that had to wait for what is being written
  std::uint64_t timeline_seen_ = 0;
  bool open_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool left_ = false;  ///< close() was called
};

}  // namespace scrutin::actors
