// Forms in JSON: what is taken is text, in no more fields than a form has.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/json_form.hpp"
#include "http/limits.hpp"
#include "http/text.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  return scrutin::fuzz::bounded(size, [&] {
    const auto sent = parse_json_form({reinterpret_cast<const char*>(data), size});
    if (!sent) return;
    if (sent->fields().size() > limits::form_fields) std::abort();
    for (const auto& [name, value] : sent->fields()) {
      if (!is_text(name) || !is_text(value)) std::abort();
    }
  });
}
