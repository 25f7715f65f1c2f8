#include "config/poll_reader.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "config/poll_keys.hpp"
#include "config/poll_rules.hpp"
#include "config/poll_terms.hpp"
#include "config/utf8.hpp"
#include "config/value_reader.hpp"

namespace scrutin::config {
namespace {

/// Reads all `keys` of the table `from`, whose name is `name`. Returns those that could not be read.
template <class Of>
std::set<std::string> read_keys(const toml::table& from, const std::string& name, const std::vector<poll_key<Of>>& keys,
                                Of& into, const value_reader::surrounding& around) {
  std::set<std::string> wrong;
  around.notes.note_unknown_keys(from, name, names_of(keys));
  for (const auto& key : keys) {
    const auto* node = from.get(key.key);
    if (node == nullptr) {
      if (key.is == poll_key<Of>::presence::required) around.notes.note(from.source(), name + " has no " + key.key);
      continue;
    }
    const auto own_name = name + '.' + key.key;
    around.config.sources[own_name] = around.notes.source(node->source());
    value_reader value(*node, own_name, around);
    if (!key.read(value, into)) wrong.insert(key.key);
  }
  return wrong;
}

/// Notes at `node` that its id stands in `earlier` too.
template <class Named>
void check_twin(const std::vector<Named>& earlier, const std::string& id, const toml::table& table,
                const std::string& name, toml_notes& notes) {
  const auto twin = std::any_of(earlier.begin(), earlier.end(), [&](const Named& one) { return one.id == id; });
  if (!twin || id.empty()) return;
  notes.note(table.get("id")->source(), name + ".id " + in_quotes(id) + " is taken already; each needs its own");
}

poll read_poll(const toml::table& from, const std::string& name, loaded& config, toml_notes& notes) {
  poll into;
  text_reader texts(notes);
  const auto wrong = read_keys(from, name, poll_keys(), into, {config, notes, texts});
  texts.check_languages();
  check_terms(into, from, name, wrong, notes);
  return into;
}

void read_array(const toml::array& polls, loaded& config, toml_notes& notes) {
  std::vector<poll> read;
  for (std::size_t at = 0; at < polls.size(); ++at) {
    const auto name = "poll[" + std::to_string(at) + ']';
    const auto* table = polls.get(at)->as_table();
    if (table == nullptr) {
      notes.note(polls.get(at)->source(), name + " must be a table; write [[poll]] above its keys");
      continue;
    }
    auto one = read_poll(*table, name, config, notes);
    check_twin(read, one.id, *table, name, notes);
    if (at == 0 && !one.listed) {
      notes.note(
          table->get("listed")->source(),
          name + ".listed is false, but the first poll is the one that the address / shows; write it further down");
    }
    read.push_back(std::move(one));
  }
  if (!read.empty()) config.values.polls = std::move(read);
}

}  // namespace

void read_polls(const toml::node& node, loaded& config, toml_notes& notes) {
  if (const auto* array = node.as_array()) return read_array(*array, config, notes);
  notes.note(node.source(), "poll must be written [[poll]], in double brackets, above each poll");
}

bool read_options(value_reader& from, poll& into) {
  auto& notes = from.around().notes;
  const auto* array = from.node().as_array();
  if (array == nullptr) {
    from.note("must be an array, as [{ id = \"a\", label = \"Cats\" }, ...], not " + name_of(from.node().type()));
    return false;
  }
  if (array->size() < least_options || array->size() > most_options) {
    from.note("must be " + std::to_string(least_options) + " to " + std::to_string(most_options) + ", not " +
              std::to_string(array->size()));
  }
  for (std::size_t at = 0; at < array->size(); ++at) {
    const auto name = from.name() + '[' + std::to_string(at) + ']';
    const auto& node = *array->get(at);
    option one;
    if (const auto* table = node.as_table()) {
      read_keys(*table, name, option_keys(), one, from.around());
      check_twin(into.options, one.id, *table, name, notes);
    } else {
      notes.note(node.source(),
                 name + " must be a table, as { id = \"a\", label = \"Cats\" }, not " + name_of(node.type()));
    }
    into.options.push_back(std::move(one));
  }
  return true;
}

}  // namespace scrutin::config
