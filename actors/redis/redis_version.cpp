#include "actors/redis/redis_version.hpp"

#include <charconv>
#include <string>

namespace scrutin::actors {

expected<void> check_redis_version(std::string_view info) {
  constexpr std::string_view key = "redis_version:";
  constexpr int oldest = 5;
  const auto at = info.find(key);
  if (at == std::string_view::npos) return {};
  auto version = info.substr(at + key.size());
  version = version.substr(0, version.find_first_of("\r\n"));
  int major = 0;
  const auto [rest, error] = std::from_chars(version.data(), version.data() + version.size(), major);
  if (error != std::errc{} || major >= oldest) return {};
  return problem::that("it is redis " + std::string(version) + ", which is too old: 5.0 or newer is needed");
}

}  // namespace scrutin::actors
