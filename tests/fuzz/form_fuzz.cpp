// Forms: whatever is taken must come back the same when it is written out and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/form.hpp"
#include "http/percent.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  const auto sent = parse_form({reinterpret_cast<const char*>(data), size});
  if (!sent) return 0;
  std::string written;
  for (const auto& [name, value] : sent->fields()) written += percent_encode(name) + '=' + percent_encode(value) + '&';
  const auto again = parse_form(written);
  if (!again || again->fields() != sent->fields()) std::abort();
  return 0;
}
