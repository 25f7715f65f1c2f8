// Accept-Language: the answer is one of the languages that are offered.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <algorithm>
#include <array>

#include "http/language.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::string_view, 3> offered{"en", "fr", "pt-BR"};
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  return scrutin::fuzz::bounded(size, [&] {
    const auto chosen = scrutin::http::preferred_languages{text}.choose(offered);
    if (chosen && std::ranges::find(offered, *chosen) == offered.end()) std::abort();
  });
}
