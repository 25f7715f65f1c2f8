#include "config/settings_example.hpp"

#include <algorithm>
#include <ostream>
#include <string_view>

#include "config/descriptor.hpp"

namespace scrutin::config {
namespace {

constexpr std::size_t column = 28;
constexpr std::size_t width = 128;

/// Behind the line in a column of its own, and below where it does not end there.
std::string explained(std::string line, std::string_view words) {
  const auto begin = std::max(line.size() + 2, column);
  std::string text;
  while (!words.empty()) {
    line.resize(begin, ' ');
    line += '#';
    while (!words.empty()) {
      const auto word = words.substr(0, words.find(' '));
      if (line.size() + 1 + word.size() > width && !line.ends_with('#')) break;
      line.append(" ").append(word);
      words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
    text += line + '\n';
    line.clear();
  }
  return text;
}

std::string line_of(const descriptor& key) {
  if (key.form == descriptor::shape::secret) return "# " + key.key + " = \"...\"";
  const auto value = key.get({});
  return key.key + " = " + (key.form == descriptor::shape::number ? value : '"' + value + '"');
}

}  // namespace

void write_settings_example(const std::string& section, std::ostream& out) {
  for (const auto& key : descriptors()) {
    if (key.section != section) continue;
    const auto file = key.form == descriptor::shape::secret ? "; or " + key.key + "_file, beside this one" : "";
    out << explained(line_of(key), key.doc + file + " (" + key.accepts + ')');
  }
}

}  // namespace scrutin::config
