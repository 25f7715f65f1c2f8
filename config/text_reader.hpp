#pragma once
// The texts of one poll in a settings file, each a string or a table of languages.
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "config/poll.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {

class text_reader {
public:
  explicit text_reader(toml_notes& notes) : notes_(notes) {}

  /// The text at `from`, the value of the key `name`. What is wrong with it is noted.
  text read(const toml::node& from, const std::string& name, std::size_t longest);

  /// To be asked once all texts are read: notes each language that a table lacks and another text of the poll has. A
  /// string serves every language, and lacks none.
  void check_languages() const;

private:
  struct table_of_languages {
    std::string name;
    toml::source_region place;
    std::set<std::string> languages;
  };

  void read_languages(const toml::table& from, const std::string& name, std::size_t longest, text& into);
  void check(const toml::node& from, const std::string& name, std::string_view words, std::size_t longest);

  toml_notes& notes_;
  std::vector<table_of_languages> tables_;
};

}  // namespace scrutin::config
