#include "config/poll_reader.hpp"

#include <algorithm>

#include "config/poll_rules.hpp"
#include "config/terms_reader.hpp"
#include "config/text_reader.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

const char* const id_rule = "must be 1 to 32 of the characters a-z, 0-9, '_' and '-'";

class poll_reader {
public:
  poll_reader(loaded& config, toml_notes& notes) : config_(config), notes_(notes) {}

  void read(const toml::array& polls);

private:
  poll read_poll(const toml::table& from, const std::string& name);
  void read_options(const toml::table& from, const std::string& name, poll& into, text_reader& texts);
  option read_option(const toml::node& from, const std::string& name, text_reader& texts);
  std::string read_id(const toml::table& from, const std::string& name);
  text read_text(const toml::table& from, const std::string& name, const char* key, std::size_t longest,
                 text_reader& texts);
  void read_look(const toml::table& from, const std::string& name, const char* key, std::string& into,
                 std::string (*wrong_with)(std::string_view));
  void remember(const toml::node& from, const std::string& name) {
    config_.sources[name] = notes_.source(from.source());
  }

  loaded& config_;
  toml_notes& notes_;
};

/// Notes at `node` that its id stands in `earlier` too.
template <class Named>
void check_twin(const std::vector<Named>& earlier, const std::string& id, const toml::node& node,
                const std::string& name, toml_notes& notes) {
  const auto twin = std::any_of(earlier.begin(), earlier.end(), [&](const Named& one) { return one.id == id; });
  if (twin && !id.empty())
    notes.note(node.source(), name + ".id " + in_quotes(id) + " is taken already; each needs its own");
}

const toml::node& id_node(const toml::node& table) {
  const auto* id = table.as_table()->get("id");
  return id == nullptr ? table : *id;
}

void poll_reader::read(const toml::array& polls) {
  std::vector<poll> read;
  for (std::size_t at = 0; at < polls.size(); ++at) {
    const auto name = "poll[" + std::to_string(at) + ']';
    const auto* table = polls.get(at)->as_table();
    if (table == nullptr) {
      notes_.note(polls.get(at)->source(), name + " must be a table; write [[poll]] above its keys");
      continue;
    }
    auto one = read_poll(*table, name);
    check_twin(read, one.id, id_node(*table), name, notes_);
    read.push_back(std::move(one));
  }
  if (!read.empty()) config_.values.polls = std::move(read);
}

poll poll_reader::read_poll(const toml::table& from, const std::string& name) {
  notes_.note_unknown_keys(from, name,
                           {"id", "question", "options", "min", "max", "change", "opens", "closes", "results"});
  poll into;
  text_reader texts(notes_);
  into.id = read_id(from, name);
  into.question = read_text(from, name, "question", longest_question, texts);
  read_options(from, name, into, texts);
  texts.check_languages();
  read_terms(from, name, into, config_, notes_);
  return into;
}

void poll_reader::read_options(const toml::table& from, const std::string& name, poll& into, text_reader& texts) {
  const auto* node = notes_.require(from, name, "options");
  if (node == nullptr) return;
  const auto* array = node->as_array();
  if (array == nullptr) {
    return notes_.note(
        node->source(),
        name + ".options must be an array, as [{ id = \"a\", label = \"Cats\" }, ...], not " + name_of(node->type()));
  }
  if (array->size() < least_options || array->size() > most_options) {
    notes_.note(node->source(), name + ".options must be " + std::to_string(least_options) + " to " +
                                    std::to_string(most_options) + ", not " + std::to_string(array->size()));
  }
  for (std::size_t at = 0; at < array->size(); ++at) {
    const auto one_name = name + ".options[" + std::to_string(at) + ']';
    auto one = read_option(*array->get(at), one_name, texts);
    if (array->get(at)->is_table()) check_twin(into.options, one.id, id_node(*array->get(at)), one_name, notes_);
    into.options.push_back(std::move(one));
  }
}

option poll_reader::read_option(const toml::node& from, const std::string& name, text_reader& texts) {
  const auto* table = from.as_table();
  if (table == nullptr) {
    notes_.note(from.source(),
                name + " must be a table, as { id = \"a\", label = \"Cats\" }, not " + name_of(from.type()));
    return {};
  }
  notes_.note_unknown_keys(*table, name, {"id", "label", "colour", "emoji"});
  option into;
  into.id = read_id(*table, name);
  into.label = read_text(*table, name, "label", longest_label, texts);
  read_look(*table, name, "colour", into.colour, wrong_with_colour);
  read_look(*table, name, "emoji", into.emoji, wrong_with_emoji);
  return into;
}

std::string poll_reader::read_id(const toml::table& from, const std::string& name) {
  const auto* node = notes_.require(from, name, "id");
  if (node == nullptr) return {};
  const auto* id = node->as_string();
  if (id == nullptr) {
    notes_.note(node->source(), name + ".id must be a string, not " + name_of(node->type()));
    return {};
  }
  if (!is_id(id->get())) {
    notes_.note(node->source(), name + ".id " + id_rule + ", not " + in_quotes(id->get()));
    return {};
  }
  remember(*node, name + ".id");
  return id->get();
}

text poll_reader::read_text(const toml::table& from, const std::string& name, const char* key, std::size_t longest,
                            text_reader& texts) {
  const auto* node = notes_.require(from, name, key);
  if (node == nullptr) return {};
  remember(*node, name + '.' + key);
  return texts.read(*node, name + '.' + key, longest);
}

void poll_reader::read_look(const toml::table& from, const std::string& name, const char* key, std::string& into,
                            std::string (*wrong_with)(std::string_view)) {
  const auto* node = from.get(key);
  if (node == nullptr) return;
  const auto own_name = name + '.' + key;
  const auto* words = node->as_string();
  if (words == nullptr)
    return notes_.note(node->source(), own_name + " must be a string, not " + name_of(node->type()));
  if (const auto wrong = wrong_with(words->get()); !wrong.empty()) {
    return notes_.note(node->source(), own_name + ' ' + wrong);
  }
  into = words->get();
}

}  // namespace

void read_polls(const toml::node& node, loaded& config, toml_notes& notes) {
  if (const auto* array = node.as_array()) return poll_reader(config, notes).read(*array);
  notes.note(node.source(), "poll must be written [[poll]], in double brackets, above each poll");
}

}  // namespace scrutin::config
