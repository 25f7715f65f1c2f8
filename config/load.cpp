#include "config/load.hpp"

#include <exception>
#include <filesystem>
#include <ostream>

#include "config/arguments.hpp"
#include "config/conventions.hpp"
#include "config/environment.hpp"
#include "config/file_content.hpp"
#include "config/sample_command.hpp"
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

complaints read_file(const settings_file& file, const std::vector<std::string>& sections, loaded& config) {
  constexpr std::size_t most = 1U << 20U;
  const auto content = file_content(file.path, most);
  if (content) return read_toml(file.path, *content, sections, config);
  return {{file.named_by, 0, 0, "the settings file \"" + file.path + "\" cannot be read: " + content.error().what}};
}

boost::system::result<call, complaints> load_or_throw(const std::string& program, const std::vector<command>& commands,
                                                      const surroundings& world, std::ostream& out) {
  const auto sample = read_sample_command(program, world.self, world.arguments);
  auto given = read_arguments(program, commands, sample ? sample->arguments : world.arguments);
  if (given.what == call::kind::done) {
    out << given.printed;
    return call{call::kind::done, {}, {}};
  }
  auto wrong = std::move(given.wrong);
  const auto sections = sections_of(program);
  loaded config;
  if (const auto file = find_file(given, world); given.file || !file.path.empty()) {
    append(wrong, read_file(file, sections, config));
  }
  append(wrong, read_option_labels(world.variables, config));
  append(wrong, read_conventions(world.variables, sections, config));
  append(wrong, read_environment(world.variables, sections, config));
  append(wrong, assign(given.layer, sections, config));
  if (!wrong.empty()) return wrong;
  if (sample) config.notes.insert(config.notes.begin(), sample->note);
  if (given.what == call::kind::check) print(config, out);
  return call{given.what, std::move(config), given.asked};
}

}  // namespace

boost::system::result<call, complaints> load(const std::string& program, const std::vector<command>& commands,
                                             const surroundings& world, std::ostream& out) try {
  return load_or_throw(program, commands, world, out);
} catch (const std::exception& error) {
  return complaints{{program, 0, 0, std::string("the settings cannot be read: ") + error.what()}};
}

}  // namespace scrutin::config
