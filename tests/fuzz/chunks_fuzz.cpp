// Chunked bodies: the same however they are cut, and no longer than a body is.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <algorithm>

#include "http/chunked_body.hpp"
#include "http/limits.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  if (size == 0) return 0;
  const std::size_t piece = data[0] + 1u;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto read = [&](std::size_t at_once) {
    chunked_body body;
    std::string content;
    auto rest = text;
    while (!rest.empty() && !body.complete()) {
      const auto taken = body.read(rest.substr(0, at_once), content);
      if (!taken) return std::string("refused");
      rest.remove_prefix(*taken);
    }
    if (content.size() > limits::body) std::abort();
    return (body.complete() ? "complete " : "waiting ") + content;
  };
  return scrutin::fuzz::bounded(size, [&] {
    if (read(piece) != read(std::max<std::size_t>(text.size(), 1))) std::abort();
  });
}
