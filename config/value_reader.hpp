#pragma once
// One value of a settings file, read as what it must be.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/loaded.hpp"
#include "config/text_reader.hpp"
#include "config/toml_notes.hpp"
#include "config/value_rules.hpp"

namespace scrutin::config {

/// Each function returns the value, or nothing after a note that says what to write.
class value_reader {
public:
  /// What all values of one poll share.
  struct surrounding {
    loaded& config;
    toml_notes& notes;
    text_reader& texts;
  };

  /// `name` is the key's, "poll[0].min".
  value_reader(const toml::node& from, std::string name, surrounding around)
      : from_(from), name_(std::move(name)), around_(around) {}

  std::optional<unsigned> count(range allowed);
  std::optional<bool> truth();
  std::optional<std::string> id();
  std::optional<std::string> string(expected<void> (*check)(std::string_view));
  std::optional<std::string> choice(const std::vector<std::string>& among);
  /// A text that is wrong is there all the same: one complaint is enough.
  std::optional<text> words(std::size_t longest);
  std::optional<moment> time();

  const toml::node& node() const { return from_; }
  const std::string& name() const { return name_; }
  const surrounding& around() const { return around_; }
  void note(const std::string& what) { around_.notes.note(from_.source(), name_ + ' ' + what); }

private:
  const toml::node& from_;
  std::string name_;
  surrounding around_;
};

}  // namespace scrutin::config
