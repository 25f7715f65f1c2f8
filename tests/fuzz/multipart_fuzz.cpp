// Multipart forms: what is taken is text, in no more fields than a form has.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/limits.hpp"
#include "http/multipart.hpp"
#include "http/text.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  return scrutin::fuzz::bounded(size, [&] {
    (void)boundary_of(text);
    const auto sent = parse_multipart(text, "b");
    if (!sent) return;
    if (sent->fields().size() > limits::form_fields) std::abort();
    for (const auto& [name, value] : sent->fields()) {
      if (!is_text(name) || !is_text(value)) std::abort();
    }
  });
}
