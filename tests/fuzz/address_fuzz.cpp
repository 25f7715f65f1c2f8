// Host and Origin: what is taken for an authority is no longer than a host is, and the same as itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/authority.hpp"
#include "http/limits.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  return scrutin::fuzz::bounded(size, [&] {
    const auto found = parse_authority(text);
    if (found && (found->host.empty() || found->host.size() > limits::host || !same(*found, *found, "80") ||
                  port_of(text) != found->port))
      std::abort();
  });
}
