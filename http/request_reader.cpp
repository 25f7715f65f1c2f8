#include "http/request_reader.hpp"

#include <algorithm>
#include <utility>

#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

std::string_view bytes_of(const boost::beast::flat_buffer& buffer) noexcept {
  const auto data = buffer.data();
  return {static_cast<const char*>(data.data()), data.size()};
}

void skip_empty_lines(boost::beast::flat_buffer& buffer) noexcept {
  const auto bytes = bytes_of(buffer);
  std::size_t skipped = 0;
  while (bytes.substr(skipped, 2) == "\r\n") skipped += 2;
  buffer.consume(skipped);
}

}  // namespace

expected<request_reader::progress> request_reader::advance(boost::beast::flat_buffer& buffer) {
  if (refused_) return *refused_;
  if (progress_ == progress::header) {
    if (auto read = read_header(buffer); !read) return refused_.emplace(read.error());
  }
  if (progress_ == progress::body) {
    if (auto read = read_body(buffer); !read) return refused_.emplace(read.error());
  }
  return progress_;
}

request request_reader::take() {
  request taken = std::move(head_.message);
  *this = request_reader();
  return taken;
}

bool request_reader::expects_continue() const noexcept {
  return progress_ == progress::body && head_.expects_continue && head_.message.body().empty();
}

/// Looks at the bytes that are new, and leaves a CR at the end for later. Control characters are refused as soon as
/// they come: what opens with them (a TLS handshake, say) need not wait for the deadline.
request_reader::scan_result request_reader::scan(std::string_view bytes) noexcept {
  while (scanned_ < bytes.size()) {
    const char c = bytes[scanned_];
    if (stands_in_line(c)) {
      ++scanned_;
    } else if (c == '\r' && scanned_ + 1 == bytes.size()) {
      return scan_result::unfinished;
    } else if (bytes.substr(scanned_, 2) != "\r\n") {
      return scan_result::malformed;
    } else {
      const bool empty_line = scanned_ == line_start_;
      scanned_ += 2;
      line_start_ = scanned_;
      if (empty_line) return scan_result::complete;
    }
  }
  return scan_result::unfinished;
}

expected<void> request_reader::read_header(boost::beast::flat_buffer& buffer) {
  if (scanned_ == 0) skip_empty_lines(buffer);
  const auto bytes = bytes_of(buffer).substr(0, limits::header);
  started_ = !bytes.empty() && bytes != "\r";
  switch (scan(bytes)) {
    case scan_result::malformed:
      return refusal{status::bad_request,
                     "The header holds a control character, or a line that does not end in CR and LF.", true};
    case scan_result::unfinished:
      if (bytes.size() < limits::header) return {};
      if (line_start_ == 0) {
        return refusal{status::uri_too_long, "The request line is longer than this server reads.", true};
      }
      return refusal{status::request_header_fields_too_large,
                     "The header is longer than " + std::to_string(limits::header) + " bytes.", true};
    case scan_result::complete:
      break;
  }
  auto parsed = parse_head(bytes.substr(0, scanned_));
  if (!parsed) return parsed.error();
  buffer.consume(scanned_);
  head_ = *std::move(parsed);
  progress_ = progress::body;
  return {};
}

expected<void> request_reader::read_body(boost::beast::flat_buffer& buffer) {
  if (head_.chunked) return read_chunks(buffer);
  auto& body = head_.message.body();
  body.reserve(head_.content_length);
  const auto bytes = bytes_of(buffer).substr(0, head_.content_length - body.size());
  body.append(bytes);
  buffer.consume(bytes.size());
  if (body.size() == head_.content_length) progress_ = progress::complete;
  return {};
}

// Whoever is given the request finds it as if it had come in one piece (RFC 9112, 7.1.3).
expected<void> request_reader::read_chunks(boost::beast::flat_buffer& buffer) {
  auto& message = head_.message;
  const auto taken = chunks_.read(bytes_of(buffer), message.body());
  if (!taken) return taken.error();
  buffer.consume(*taken);
  if (!chunks_.complete()) return {};
  message.erase(field::transfer_encoding);
  message.erase(field::trailer);
  message.content_length(message.body().size());
  progress_ = progress::complete;
  return {};
}

}  // namespace scrutin::http
