// Settings: any text is read, or complained of in lines that can be read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/toml_file.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::config;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  return scrutin::fuzz::bounded(
      size,
      [&] {
        loaded config;
        for (const auto& wrong :
             read_toml("fuzzed.toml", text, {"vote", "result", "worker", "redis", "postgres"}, config)) {
          if (wrong.what.empty()) std::abort();
        }
      },
      20'000);
}
