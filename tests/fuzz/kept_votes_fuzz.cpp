// The votes that a browser keeps: what is read of them is written and read as the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/fuzz/bounded.hpp"
#include "vote/kept_votes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using scrutin::vote::kept_votes;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  return scrutin::fuzz::bounded(size, [&] {
    const kept_votes read{text};
    if (kept_votes{read.to_string()}.all() != read.all()) std::abort();
  });
}
