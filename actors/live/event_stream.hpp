#pragma once
// One browser, or program, that watches a poll by server-sent events.
#include <array>
#include <string>
#include <string_view>

#include "actors/live/viewer_session.hpp"
#include "actors/web/listening_socket.hpp"

namespace scrutin::actors {

/// The answer to a GET that has no end (HTML standard, 9.2): an event `tally` for each change, whose id is `event_id()`
/// of it, and an event `beat` for each of those. The connection ends with the stream, so the body needs no chunks.
class event_stream final : public viewer_session {
public:
  /// `anywhere`: scripts of any site may read along.
  event_stream(caf::actor_config& config, loop& home, std::shared_ptr<http_service> service, tcp_socket socket,
               seat where, bool anywhere);

  const char* name() const override { return "event_stream"; }

  /// The digest in the id of the last event that a browser saw, as its field Last-Event-ID tells; 0 where that is none
  /// of ours.
  static std::uint64_t seen(std::string_view last_event_id);

private:
  void open() override;
  void write(const tally_message& message) override;
  void write(const beat& told) override;
  void close() override;
  void release() override;
  void read();
  void sent(const boost::system::error_code& error);

  tcp_socket socket_;
  const bool anywhere_;
  std::string before_;  // what stands before the message that is being written
  std::array<char, 64> incoming_{};
};

}  // namespace scrutin::actors
