#pragma once
// A body that comes in chunks (RFC 9112, 7.1).
#include <cstddef>
#include <string>
#include <string_view>

#include "http/expected.hpp"

namespace scrutin::http {

/// Takes the chunks off what arrives, piece after piece, and puts their data together. Extensions mean nothing to us,
/// and trailers are dropped, as RFC 9112, 7.1.2, lets whoever does not know them.
///
/// Strict, since here two servers in a row would lose each other: every line ends in CRLF, sizes are hexadecimal digits
/// alone, and the data of a chunk is followed by CRLF. Its time is linear in the bytes, however they arrive.
class chunked_body {
public:
  /// Reads on in `bytes`, appends data to `body`, and gives how many bytes it took: all of them, but for those that
  /// follow the end.
  ///
  /// 400: what is no chunk. 413: more data than limits::body, more than limits::chunks of them, or more than
  /// limits::chunk_lines bytes between the data. Each closes.
  expected<std::size_t> read(std::string_view bytes, std::string& body);

  /// Whether the empty line after the last chunk has come.
  bool complete() const noexcept { return next_ == part::end; }

private:
  enum class part {
    size,        // hexadecimal digits
    extension,   // up to the end of the line
    size_end,    // its LF
    data,        // left_ bytes
    data_end,    // CR
    data_end_2,  // LF
    trailer,     // the first character of a line
    trailer_line,
    trailer_end,  // a trailer's LF
    last_end,     // the LF of the empty line
    end,
  };

  expected<void> step(char c);
  expected<void> digit(unsigned value);
  expected<void> size_read();

  part next_ = part::size;
  std::size_t left_ = 0;    // of this chunk
  std::size_t digits_ = 0;  // of its size
  std::size_t chunks_ = 0;
  std::size_t total_ = 0;    // data, announced
  std::size_t between_ = 0;  // bytes that are no data
};

}  // namespace scrutin::http
