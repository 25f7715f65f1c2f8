#pragma once
// Bytes to requests, without any input or output of its own.
#include <boost/beast/core/flat_buffer.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

#include "http/chunked_body.hpp"
#include "http/expected.hpp"
#include "http/request_head.hpp"

namespace scrutin::http {

/// Takes one request after the other from the front of a buffer that the caller fills.
///
/// Strict where leniency lets two servers in a row disagree about where a request ends (RFC 9112, sections 9.6 and 11):
/// see parse_head for what is refused. Never throws on any input; its time is linear in the bytes, however they arrive.
class request_reader {
public:
  enum class progress { header, body, complete };

  /// Reads on in `buffer`, which must still hold what the last call left there, with new bytes only at its end.
  /// Gives what it waits for, or `complete` once the request can be taken; bytes of a following request stay in
  /// `buffer`. A refusal always closes, and every further call repeats it.
  expected<progress> advance(boost::beast::flat_buffer& buffer);

  /// The request, once it is complete. The reader then waits for the next one.
  request take();

  /// Whether any byte of the current request has been seen. Empty lines before a request line do not count
  /// (RFC 9112, 2.2): a connection that has sent no more than those is idle.
  bool started() const noexcept { return started_; }

  /// Whether the client waits for "100 Continue" before it sends the body: answer once, when `advance` first gives
  /// `progress::body`. False once a byte of the body is here (RFC 9110, 10.1.1).
  bool expects_continue() const noexcept;

private:
  enum class scan_result { unfinished, complete, malformed };

  scan_result scan(std::string_view bytes) noexcept;
  expected<void> read_header(boost::beast::flat_buffer& buffer);
  expected<void> read_body(boost::beast::flat_buffer& buffer);
  expected<void> read_chunks(boost::beast::flat_buffer& buffer);

  progress progress_ = progress::header;
  bool started_ = false;
  std::size_t scanned_ = 0;     // bytes of the header that have been looked at
  std::size_t line_start_ = 0;  // where the header's last line begins
  request_head head_;
  chunked_body chunks_;
  std::optional<refusal> refused_;
};

}  // namespace scrutin::http
