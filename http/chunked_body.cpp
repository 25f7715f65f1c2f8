#include "http/chunked_body.hpp"

#include <optional>

#include "http/body_limit.hpp"
#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

refusal bad(std::string reason) { return {status::bad_request, std::move(reason), true}; }

refusal too_large(std::string reason) { return {status::payload_too_large, std::move(reason), true}; }

std::optional<unsigned> hexadecimal(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

expected<std::size_t> chunked_body::read(std::string_view bytes, std::string& body) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !complete()) {
    if (next_ == part::data) {
      const auto data = bytes.substr(taken, left_);
      body.append(data);
      left_ -= data.size();
      taken += data.size();
      if (left_ == 0) next_ = part::data_end;
      continue;
    }
    if (++between_ > limits::chunk_lines) return too_large("The lines between the chunks of the body are too long.");
    if (auto went = step(bytes[taken++]); !went) return went.error();
  }
  return taken;
}

expected<void> chunked_body::step(char c) {
  const auto line_feed = [&](part then) -> expected<void> {
    if (c != '\n') return bad("A line between the chunks of the body does not end in CR and LF.");
    next_ = then;
    return {};
  };
  switch (next_) {
    case part::size:
      if (const auto value = hexadecimal(c)) return digit(*value);
      if (digits_ == 0) return bad("A chunk of the body does not begin with its size in hexadecimal digits.");
      next_ = part::extension;
      if (c == '\r' || c == ';' || c == ' ' || c == '\t') return step(c);
      return bad("The size of a chunk holds something else than hexadecimal digits.");
    case part::extension:
      if (c == '\r') {
        next_ = part::size_end;
        return {};
      }
      if (!stands_in_line(c)) return bad("A chunk's extension holds a control character.");
      return {};
    case part::size_end:
      if (c != '\n') return line_feed(part::data);
      return size_read();
    case part::data_end:
      if (c != '\r') return bad("A chunk of the body is longer than it says.");
      next_ = part::data_end_2;
      return {};
    case part::data_end_2:
      digits_ = 0;
      return line_feed(part::size);
    case part::trailer:
      if (c == '\r') {
        next_ = part::last_end;
        return {};
      }
      next_ = part::trailer_line;
      [[fallthrough]];
    case part::trailer_line:
      if (c == '\r') {
        next_ = part::trailer_end;
        return {};
      }
      if (!stands_in_line(c)) return bad("A field after the body holds a control character.");
      return {};
    case part::trailer_end:
      return line_feed(part::trailer);
    case part::last_end:
      return line_feed(part::end);
    case part::data:
    case part::end:
      return {};
  }
  return {};
}

expected<void> chunked_body::digit(unsigned value) {
  // Leading zeros are digits too; sixteen of any kind are more than a number of bytes needs.
  if (++digits_ > 16) return bad("The size of a chunk has too many digits.");
  left_ = left_ * 16 + value;
  if (left_ > limits::body) return body_too_long();
  return {};
}

expected<void> chunked_body::size_read() {
  if (left_ == 0) {
    next_ = part::trailer;
    return {};
  }
  if (++chunks_ > limits::chunks) {
    return too_large("The body comes in more than " + std::to_string(limits::chunks) + " chunks.");
  }
  total_ += left_;
  if (total_ > limits::body) return body_too_long();
  next_ = part::data;
  return {};
}

}  // namespace scrutin::http
