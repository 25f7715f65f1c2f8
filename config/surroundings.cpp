#include "config/surroundings.hpp"

#include <unistd.h>

#include <string_view>

namespace scrutin::config {

surroundings surroundings::of(int argc, char** argv) {
  surroundings world;
  if (argc > 0) world.self = argv[0];
  if (argc > 1) world.arguments.assign(argv + 1, argv + argc);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const auto equals = variable.find('=');
    if (equals == std::string_view::npos) continue;
    world.variables.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return world;
}

}  // namespace scrutin::config
