#include "config/loaded.hpp"

#include <ostream>

#include "config/descriptor.hpp"
#include "config/url.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

std::string shown(const descriptor& key, const settings& values) {
  auto value = key.get(values);
  switch (key.form) {
    case descriptor::shape::number:
      return value;
    case descriptor::shape::secret:
      return in_quotes(value.empty() ? "" : "********");
    case descriptor::shape::text:
      break;
  }
  return in_quotes(key.key == "url" ? masked(value) : value);
}

std::string shown(const text& words) {
  std::string written;
  for (const auto& [language, one] : words.by_language) {
    if (language.empty()) return in_quotes(one);
    written += (written.empty() ? "" : ", ") + language + " = " + in_quotes(one);
  }
  return "{ " + written + " }";
}

std::string shown(const option& one) {
  auto written = "{ id = " + in_quotes(one.id) + ", label = " + shown(one.label);
  if (!one.colour.empty()) written += ", colour = " + in_quotes(one.colour);
  if (!one.emoji.empty()) written += ", emoji = " + in_quotes(one.emoji);
  return written + " }";
}

void print(const loaded& config, const poll& one, const std::string& name, std::ostream& out) {
  const auto line = [&](const std::string& key, const std::string& value) {
    out << "  " << value << "   # " << config.source(name + key) << '\n';
  };
  const auto term = [&](const std::string& key, const std::string& value) { line('.' + key, key + " = " + value); };
  out << "\n[[poll]]\n";
  term("id", in_quotes(one.id));
  term("question", shown(one.question));
  term("min", std::to_string(one.min));
  term("max", std::to_string(one.max));
  term("change", one.change ? "true" : "false");
  if (one.opens) term("opens", to_string(*one.opens));
  if (one.closes) term("closes", to_string(*one.closes));
  term("results", in_quotes(to_string(one.results)));
  out << "  options = [\n";
  for (std::size_t at = 0; at < one.options.size(); ++at) {
    line(".options[" + std::to_string(at) + "].label", "  " + shown(one.options[at]) + ',');
  }
  out << "  ]\n";
}

}  // namespace

const std::string& loaded::source(const std::string& key) const {
  static const std::string none = "default";
  const auto found = sources.find(key);
  return found == sources.end() ? none : found->second;
}

void print(const loaded& config, std::ostream& out) {
  for (const auto& key : descriptors()) {
    out << key.name() << " = " << shown(key, config.values) << "   # " << config.source(key.name()) << '\n';
  }
  for (std::size_t at = 0; at < config.values.polls.size(); ++at) {
    print(config, config.values.polls[at], "poll[" + std::to_string(at) + ']', out);
  }
}

}  // namespace scrutin::config
