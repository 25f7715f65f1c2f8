#include "config/text_reader.hpp"

#include <map>

#include "config/poll_rules.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {

text text_reader::read(const toml::node& from, const std::string& name, std::size_t longest) {
  text into;
  if (const auto* words = from.as_string()) {
    check(from, name, words->get(), longest);
    into = text(words->get());
  } else if (const auto* table = from.as_table()) {
    read_languages(*table, name, longest, into);
  } else {
    notes_.note(from.source(),
                name + " must be a string or a table of languages, as { en = \"Cats\", fr = \"Chats\" }, not " +
                    name_of(from.type()));
  }
  return into;
}

void text_reader::read_languages(const toml::table& from, const std::string& name, std::size_t longest, text& into) {
  if (from.empty()) notes_.note(from.source(), name + " names no language; write { en = \"...\" }, or a string");
  table_of_languages read{name, from.source(), {}};
  for (const auto& [key, value] : from) {
    const auto own_name = name + '.' + std::string(key.str());
    if (!is_language(key.str())) {
      notes_.note(key.source(),
                  name + " has " + in_quotes(key.str()) + ", which is no language of 2 or 3 lower-case letters, as en");
      continue;
    }
    read.languages.emplace(key.str());  // even if its text is wrong: one complaint is enough
    if (const auto* words = value.as_string()) {
      check(value, own_name, words->get(), longest);
      into.by_language[std::string(key.str())] = words->get();
    } else {
      notes_.note(value.source(), own_name + " must be a string, not " + name_of(value.type()));
    }
  }
  if (!read.languages.empty()) tables_.push_back(std::move(read));
}

void text_reader::check(const toml::node& from, const std::string& name, std::string_view words, std::size_t longest) {
  if (const auto good = check_text(words, longest); !good) notes_.note(from.source(), name + ' ' + good.error().what);
}

void text_reader::check_languages() const {
  std::map<std::string, std::string> first_with;
  for (const auto& one : tables_) {
    for (const auto& language : one.languages) first_with.emplace(language, one.name);
  }
  for (const auto& one : tables_) {
    for (const auto& [language, other] : first_with) {
      if (one.languages.count(language) != 0) continue;
      notes_.note(one.place, one.name + " has no " + in_quotes(language) + ", which " + other +
                                 " has; write it too, or one string for all languages");
    }
  }
}

}  // namespace scrutin::config
