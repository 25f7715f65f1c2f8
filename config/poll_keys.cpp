#include "config/poll_keys.hpp"

#include <utility>

#include "config/poll_reader.hpp"
#include "config/poll_rules.hpp"
#include "config/spelling.hpp"
#include "config/utf8.hpp"
#include "config/value_reader.hpp"

namespace scrutin::config {
namespace {

/// A key whose value `read` finds, or notes what is wrong with it, and that `write` writes.
template <class Of, class Value, class Read, class Write>
poll_key<Of> key(std::string name, Value Of::*field, std::string accepts, std::string doc, Read read, Write write) {
  return {std::move(name),
          poll_key<Of>::presence::optional,
          std::move(accepts),
          std::move(doc),
          [field, read](value_reader& from, Of& into) {
            auto value = read(from);
            if (!value) return false;
            into.*field = *std::move(value);
            return true;
          },
          [field, write](const Of& from) { return write(from.*field); }};
}

template <class Of>
poll_key<Of> required(poll_key<Of> one) {
  one.is = poll_key<Of>::presence::required;
  return one;
}

template <class Of>
poll_key<Of> id(std::string doc) {
  return required(key(
      "id", &Of::id, "1 to " + std::to_string(longest_id) + " of a-z, 0-9, _ and -", std::move(doc),
      [](value_reader& from) { return from.id(); }, [](const std::string& value) { return in_quotes(value); }));
}

template <class Of>
poll_key<Of> words(std::string name, text Of::*field, std::size_t longest, std::string doc) {
  return required(key(
      std::move(name), field,
      "a string, or a table with one per language; at most " + std::to_string(longest) + " characters", std::move(doc),
      [longest](value_reader& from) { return from.words(longest); },
      [](const text& value) {
        std::string all;
        for (const auto& [language, one] : value.by_language) {
          if (language.empty()) return in_quotes(one);
          all += (all.empty() ? "" : ", ") + language + " = " + in_quotes(one);
        }
        return "{ " + all + " }";
      }));
}

poll_key<poll> count(std::string name, unsigned poll::*field, std::string doc) {
  constexpr range allowed{1, most_options};
  return key(
      std::move(name), field, "1 to the number of options", std::move(doc),
      [allowed](value_reader& from) { return from.count(allowed); },
      [](unsigned value) { return std::to_string(value); });
}

poll_key<poll> truth(std::string name, bool poll::*field, std::string doc) {
  return key(
      std::move(name), field, "true or false", std::move(doc), [](value_reader& from) { return from.truth(); },
      [](bool value) { return std::string(value ? "true" : "false"); });
}

poll_key<poll> time(std::string name, std::optional<moment> poll::*field, std::string doc, std::string example) {
  auto made = key(
      std::move(name), field, "a date and a time with an offset from UTC, or Z", std::move(doc),
      [](value_reader& from) {
        const auto read = from.time();
        return read ? std::optional(read) : std::nullopt;
      },
      [](const std::optional<moment>& value) { return value ? to_string(*value) : std::string(); });
  made.example = std::move(example);
  return made;
}

/// One of several words; `all` lists them and `parse` reads one.
template <class Value>
poll_key<poll> word(std::string name, Value poll::*field, std::string doc, std::vector<std::string> (*all)(),
                    std::optional<Value> (*parse)(std::string_view)) {
  return key(
      std::move(name), field, one_of(all()), std::move(doc),
      [all, parse](value_reader& from) -> std::optional<Value> {
        const auto read = from.choice(all());
        return read ? parse(*read) : std::nullopt;
      },
      [](Value value) { return in_quotes(to_string(value)); });
}

poll_key<option> look(std::string name, std::string option::*field, std::string accepts, std::string doc,
                      std::string example, expected<void> (*check)(std::string_view)) {
  auto made = key(
      std::move(name), field, std::move(accepts), std::move(doc),
      [check](value_reader& from) { return from.string(check); },
      [](const std::string& value) { return value.empty() ? std::string() : in_quotes(value); });
  made.example = std::move(example);
  made.look = field;
  return made;
}

}  // namespace

const std::vector<poll_key<poll>>& poll_keys() {
  static const std::vector<poll_key<poll>> table{
      id<poll>("Its name in addresses and tables"),
      words("question", &poll::question, longest_question, "What is asked"),
      count("min", &poll::min, "Options that a vote names at least"),
      count("max", &poll::max, "Options that a vote names at most; more than 1 is multiple choice"),
      truth("change", &poll::change, "Whether voters may change their vote; else their first one counts"),
      time("opens", &poll::opens, "Votes count from then on", "2026-06-01T09:00:00+02:00"),
      time("closes", &poll::closes, "Votes count before then", "2026-06-01T18:00:00+02:00"),
      word("results", &poll::results, "When people see the results; after-close wants closes", publications,
           parse_publication),
      word("integrity", &poll::integrity,
           "What keeps one person from voting often: nothing, a limit on new voters from one address, or a code for "
           "each voter (worker codes)",
           integrities, parse_integrity),
      truth("listed", &poll::listed,
            "Whether lists of polls name it; false is for rehearsals. The first poll must be listed"),
      {"options", poll_key<poll>::presence::required,
       std::to_string(least_options) + " to " + std::to_string(most_options) +
           " tables, as `{ id = \"a\", label = \"Cats\" }`",
       "What can be chosen, in the order in which pages show it", read_options, nullptr},
  };
  return table;
}

const std::vector<poll_key<option>>& option_keys() {
  static const std::vector<poll_key<option>> table{
      id<option>("What forms send and tables keep"),
      words("label", &option::label, longest_label, "What people choose"),
      look("colour", &option::colour, "#rgb or #rrggbb", "The colour of its bar and its button", "\"#1e90ff\"",
           check_colour),
      look("emoji", &option::emoji, "at most " + std::to_string(longest_emoji) + " characters without spaces or markup",
           "Stands before the label", "\"\U0001F408\"", check_emoji),
  };
  return table;
}

std::string written(const option& one) {
  std::string all;
  for (const auto& key : option_keys()) {
    const auto value = key.write(one);
    if (!value.empty()) all += (all.empty() ? "" : ", ") + key.key + " = " + value;
  }
  return "{ " + all + " }";
}

std::vector<look_field> look_of(const option& one) {
  std::vector<look_field> all;
  for (const auto& key : option_keys()) {
    if (key.look != nullptr) all.push_back({key.key, one.*key.look});
  }
  return all;
}

}  // namespace scrutin::config
