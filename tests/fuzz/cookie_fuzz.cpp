// Cookie fields, and the voter's cookie in them: none that we did not sign names a voter.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/cookie.hpp"
#include "http/voter_cookie.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::http;
  static const voter_cookie cookies("a key of the fuzzer's own");
  request asked;
  asked.set(field::host, "vote.example:8080");
  asked.set(field::cookie, boost::beast::string_view{reinterpret_cast<const char*>(data), size});
  // A signature is checked for each cookie of the right form: some thousand instructions for its 76 bytes.
  return scrutin::fuzz::bounded(
      size,
      [&] {
        (void)find_cookie(asked, "lang");
        for (const auto value : cookies_of_kind(asked, voter_cookie::name)) {
          if (cookies.read(value)) std::abort();
        }
      },
      2'000);
}
