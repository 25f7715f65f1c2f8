// Forms: whatever is taken comes back the same when it is written out and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/form.hpp"
#include "http/percent.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  return scrutin::fuzz::bounded(size, [&] {
    const auto sent = parse_form({reinterpret_cast<const char*>(data), size});
    if (!sent) return;
    std::string written;
    for (const auto& [name, value] : sent->fields())
      written += percent_encode(name) + "=" + percent_encode(value) + "&";
    const auto again = parse_form(written);
    if (!again || again->fields() != sent->fields()) std::abort();
  });
}
