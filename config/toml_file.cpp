#include "config/toml_file.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "config/assignment.hpp"
#include "config/poll_reader.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {
namespace {

std::string beside(const std::string& file, const std::string& path) {
  return (std::filesystem::path(file).parent_path() / path).string();
}

/// The value of `key` at `node`, or nothing after a note.
void read_value(const toml::node& node, const descriptor& key, bool by_file, toml_notes& notes,
                std::vector<assignment>& layer) {
  assignment one{&key, by_file, {}, notes.source(node.source()), notes.place(node.source())};
  const auto* words = node.as_string();
  const auto* number = node.as_integer();
  if (key.form == descriptor::shape::number && number != nullptr) {
    one.text = std::to_string(number->get());
  } else if (key.form != descriptor::shape::number && words != nullptr) {
    one.text = by_file ? beside(notes.path(), words->get()) : words->get();
  } else {
    const auto wanted = key.form == descriptor::shape::number ? "an integer, " + key.accepts : std::string("a string");
    return notes.note(node.source(),
                      key.name() + (by_file ? "_file" : "") + " must be " + wanted + ", not " + name_of(node.type()));
  }
  layer.push_back(std::move(one));
}

void read_section(const toml::table& table, const std::string& section, toml_notes& notes,
                  std::vector<assignment>& layer) {
  std::vector<std::string> known;
  for (const auto& key : descriptors()) {
    if (key.section != section) continue;
    known.push_back(key.key);
    if (const auto* node = table.get(key.key)) read_value(*node, key, false, notes, layer);
    if (key.form != descriptor::shape::secret) continue;
    known.push_back(key.key + "_file");
    if (const auto* node = table.get(known.back())) read_value(*node, key, true, notes, layer);
  }
  notes.note_unknown_keys(table, section, known);
}

void read_root(const toml::table& root, const std::vector<std::string>& read_sections, loaded& config,
               toml_notes& notes) {
  auto known = sections();
  std::vector<assignment> layer;
  for (const auto& section : known) {
    const auto* node = root.get(section);
    if (node == nullptr) continue;
    if (const auto* table = node->as_table()) {
      read_section(*table, section, notes, layer);
    } else {
      notes.note(node->source(),
                 std::string(section).append(" is a section; write [").append(section).append("], and its keys below"));
    }
  }
  if (const auto* polls = root.get("poll")) read_polls(*polls, config, notes);
  known.emplace_back("poll");
  notes.note_unknown_keys(root, "", known);
  notes.add(assign(layer, read_sections, config));
}

}  // namespace

complaints read_toml(const std::string& path, std::string_view text, const std::vector<std::string>& sections,
                     loaded& config) {
  toml_notes notes(path);
  try {
    read_root(toml::parse(text), sections, config, notes);
  } catch (const toml::parse_error& error) {
    notes.note(error.source(), "this is not TOML: " + std::string(error.description()));
  }
  auto found = notes.take();
  std::stable_sort(found.begin(), found.end(), [](const complaint& a, const complaint& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return found;
}

}  // namespace scrutin::config
