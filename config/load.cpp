#include "config/load.hpp"

#include <exception>
#include <filesystem>
#include <ostream>

#include "config/arguments.hpp"
#include "config/environment.hpp"
#include "config/file_content.hpp"
#include "config/toml_file.hpp"

namespace scrutin::config {
namespace {

struct settings_file {
  std::string path;      ///< empty: there is none
  std::string named_by;  ///< whom to complain to where it cannot be read
};

settings_file find_file(const arguments& given, const surroundings& world) {
  if (given.file) return {*given.file, "--config"};
  const auto variable = world.variables.find("SCRUTIN_CONFIG");
  if (variable != world.variables.end() && !variable->second.empty()) return {variable->second, "SCRUTIN_CONFIG"};
  for (const auto& path : world.usual_files) {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) return {path, path};
  }
  return {};
}

void read_file(const settings_file& file, const std::vector<std::string>& sections, loaded& config,
               std::vector<complaint>& complaints) {
  constexpr std::size_t most = 1U << 20U;
  const auto content = file_content(file.path, most);
  if (const auto* error = std::get_if<file_error>(&content)) {
    complaints.push_back(
        {file.named_by, 0, 0, "the settings file \"" + file.path + "\" cannot be read: " + error->why});
    return;
  }
  read_toml(file.path, std::get<std::string>(content), sections, config, complaints);
}

std::variant<call, std::vector<complaint>> load_or_throw(const std::string& program,
                                                         const std::vector<command>& commands,
                                                         const surroundings& world, std::ostream& out) {
  std::vector<complaint> complaints;
  const auto given = read_arguments(program, commands, world.arguments, complaints);
  if (given.what == call::kind::done) {
    out << given.printed;
    return call{call::kind::done, {}, {}};
  }
  const auto sections = sections_of(program);
  loaded config;
  if (const auto file = find_file(given, world); given.file || !file.path.empty()) {
    read_file(file, sections, config, complaints);
  }
  read_option_labels(world.variables, config, complaints);
  read_environment(world.variables, sections, config, complaints);
  assign(given.layer, sections, config, complaints);
  if (!complaints.empty()) return complaints;
  if (given.what == call::kind::check) print(config, out);
  return call{given.what, std::move(config), given.asked};
}

}  // namespace

std::variant<call, std::vector<complaint>> load(const std::string& program, const std::vector<command>& commands,
                                                const surroundings& world, std::ostream& out) try {
  return load_or_throw(program, commands, world, out);
} catch (const std::exception& error) {
  return std::vector{complaint{program, 0, 0, std::string("the settings cannot be read: ") + error.what()}};
}

}  // namespace scrutin::config
