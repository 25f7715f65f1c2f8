#include "config/loaded.hpp"

#include <ostream>

#include "config/descriptor.hpp"
#include "config/poll_keys.hpp"
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

void print(const loaded& config, const poll& one, const std::string& name, std::ostream& out) {
  const auto line = [&](const std::string& value, const std::string& key) {
    out << "  " << value << "   # " << config.source(name + key) << '\n';
  };
  out << "\n[[poll]]\n";
  for (const auto& key : poll_keys()) {
    const auto value = key.write ? key.write(one) : std::string();
    if (!value.empty()) line(key.key + " = " + value, '.' + key.key);
  }
  out << "  options = [\n";
  for (std::size_t at = 0; at < one.options.size(); ++at) {
    line("  " + written(one.options[at]) + ',', ".options[" + std::to_string(at) + "].label");
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
