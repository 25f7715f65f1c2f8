#include "config/toml_notes.hpp"

#include <algorithm>

#include "config/spelling.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {

complaint toml_notes::place(const toml::source_region& region) const {
  return {path_, region.begin.line, region.begin.column, {}};
}

void toml_notes::note(const toml::source_region& region, std::string what) {
  noted_.push_back(place(region));
  noted_.back().what = std::move(what);
}

std::string toml_notes::source(const toml::source_region& region) const {
  return path_ + ':' + std::to_string(region.begin.line);
}

void toml_notes::note_unknown_keys(const toml::table& table, const std::string& prefix,
                                   const std::vector<std::string>& known) {
  for (const auto& [key, value] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    const auto name = prefix.empty() ? std::string(key.str()) : prefix + '.' + std::string(key.str());
    const auto what = prefix.empty() && !value.is_value() ? "unknown section " : "unknown key ";
    note(key.source(), what + in_quotes(name) + did_you_mean(key.str(), known));
  }
}

std::string name_of(toml::node_type type) {
  switch (type) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "a truth value";
    default:
      return "a date or a time";
  }
}

}  // namespace scrutin::config
