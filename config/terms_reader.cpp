#include "config/terms_reader.hpp"

#include "config/moment_reader.hpp"
#include "config/poll_rules.hpp"
#include "config/spelling.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

class terms_reader {
public:
  terms_reader(const toml::table& from, const std::string& name, poll& into, loaded& config, toml_notes& notes)
      : from_(from), name_(name), into_(into), config_(config), notes_(notes) {}

  void read() {
    read_counts();
    read_change();
    read_moments();
    read_results();
  }

private:
  void read_counts();
  void read_change();
  void read_moments();
  void read_results();

  /// Whether `into` holds what stands in the file, or the default where nothing does.
  bool read_count(const char* key, unsigned& into);

  /// The value of the key, or null; its source is remembered.
  const toml::node* get(const char* key);
  void note(const char* key, const std::string& what) {
    notes_.note(from_.get(key)->source(), name_of_key(key) + what);
  }
  std::string name_of_key(const char* key) const { return name_ + '.' + key + ' '; }

  const toml::table& from_;
  const std::string& name_;
  poll& into_;
  loaded& config_;
  toml_notes& notes_;
};

const toml::node* terms_reader::get(const char* key) {
  const auto* node = from_.get(key);
  if (node != nullptr) config_.sources[name_ + '.' + key] = notes_.source(node->source());
  return node;
}

bool terms_reader::read_count(const char* key, unsigned& into) {
  const auto* node = get(key);
  if (node == nullptr) return true;
  const auto allowed = "1 to " + std::to_string(most_options);
  const auto* number = node->as_integer();
  if (number == nullptr) {
    note(key, "must be an integer, " + allowed + ", not " + name_of(node->type()));
    return false;
  }
  if (number->get() < 1 || number->get() > std::int64_t{most_options}) {
    note(key, "must be " + allowed + ", not " + std::to_string(number->get()));
    return false;
  }
  into = static_cast<unsigned>(number->get());
  return true;
}

void terms_reader::read_counts() {
  const bool has_min = read_count("min", into_.min);
  const bool has_max = read_count("max", into_.max);
  const auto options = into_.options.size();
  if (has_max && options >= least_options && into_.max > options) {
    note("max", "is " + std::to_string(into_.max) + ", but the poll has " + std::to_string(options) + " options");
  }
  if (!has_min || !has_max || into_.min <= into_.max) return;
  note("min", "is " + std::to_string(into_.min) + ", but max is " + std::to_string(into_.max) +
                  (from_.contains("max") ? "" : " where it is left out; write max too"));
}

void terms_reader::read_change() {
  const auto* node = get("change");
  if (node == nullptr) return;
  if (const auto* change = node->as_boolean()) {
    into_.change = change->get();
  } else {
    note("change", "must be true or false, not " + name_of(node->type()));
  }
}

void terms_reader::read_moments() {
  if (const auto* opens = get("opens")) into_.opens = read_moment(*opens, name_ + ".opens", notes_);
  if (const auto* closes = get("closes")) into_.closes = read_moment(*closes, name_ + ".closes", notes_);
  if (into_.opens && into_.closes && *into_.closes <= *into_.opens) {
    note("closes", "is " + to_string(*into_.closes) + ", which is not after opens, " + to_string(*into_.opens) +
                       " (both in UTC)");
  }
}

void terms_reader::read_results() {
  const auto* node = get("results");
  if (node == nullptr) return;
  const auto* words = node->as_string();
  const std::string wanted = "must be live, after-vote, after-close or hidden, in quotes, not ";
  if (words == nullptr) return note("results", wanted + name_of(node->type()));
  const auto read = parse_publication(words->get());
  if (!read) return note("results", wanted + in_quotes(words->get()) + did_you_mean(words->get(), publications()));
  into_.results = *read;
  if (*read == publication::after_close && !from_.contains("closes")) {
    note("results", "is \"after-close\", but the poll has no closes; write it too, or results = \"hidden\"");
  }
}

}  // namespace

void read_terms(const toml::table& from, const std::string& name, poll& into, loaded& config, toml_notes& notes) {
  terms_reader(from, name, into, config, notes).read();
}

}  // namespace scrutin::config
