// The request reader: the first byte of the input says how large the pieces are in which the rest arrives.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstddef>
#include <cstdint>

#include "http/request_reader.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  if (size == 0) return 0;
  const std::size_t piece = data[0] + 1u;
  return scrutin::fuzz::bounded(size, [&] {
    request_reader reader;
    boost::beast::flat_buffer buffer;
    for (std::size_t at = 1; at < size; at += piece) {
      const auto length = std::min(piece, size - at);
      boost::asio::buffer_copy(buffer.prepare(length), boost::asio::buffer(data + at, length));
      buffer.commit(length);
      while (true) {
        const auto step = reader.advance(buffer);
        if (!step) return;
        if (*step != request_reader::progress::complete) break;
        reader.take();
      }
    }
  });
}
