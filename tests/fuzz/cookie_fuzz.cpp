// Cookie fields, and the voter cookie in them: none that we did not sign names a voter.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/cookie.hpp"
#include "http/voter_cookie.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  static const voter_cookie cookies("a key of the fuzzer's own");
  const auto found = find_cookie({reinterpret_cast<const char*>(data), size}, voter_cookie::name);
  if (found && cookies.read(*found)) std::abort();
  return 0;
}
