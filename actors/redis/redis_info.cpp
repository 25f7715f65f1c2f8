#include "actors/redis/redis_info.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace scrutin::actors {

std::string_view value_of_info(std::string_view info, std::string_view name) {
  const auto line = std::string(name) + ":";
  const auto at = info.find(line);
  if (at == std::string_view::npos) return {};
  const auto value = info.substr(at + line.size());
  return value.substr(0, value.find_first_of("\r\n"));
}

double memory_use(std::string_view info) {
  const auto bytes = [info](std::string_view name) {
    std::uint64_t number = 0;
    const auto text = value_of_info(info, name);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return static_cast<double>(number);
  };
  const auto most = bytes("maxmemory");
  const auto all = most > 0 ? most : bytes("total_system_memory");
  return all > 0 ? bytes("used_memory") / all : 0;
}

}  // namespace scrutin::actors
