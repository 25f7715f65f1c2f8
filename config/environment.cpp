#include "config/environment.hpp"

#include <string_view>

#include "config/assignment.hpp"
#include "config/poll_rules.hpp"
#include "config/spelling.hpp"

namespace scrutin::config {
namespace {

constexpr std::string_view prefix = "SCRUTIN_";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

struct known_name {
  const descriptor* key;
  bool by_file;
};

std::map<std::string, known_name> known_names() {
  std::map<std::string, known_name> names;
  for (const auto& key : descriptors()) {
    names[key.environment()] = {&key, false};
    if (key.form == descriptor::shape::secret) names[key.environment() + "_FILE"] = {&key, true};
  }
  return names;
}

std::string suggestion(const std::string& name, const std::map<std::string, known_name>& known) {
  std::vector<std::string> names{"SCRUTIN_CONFIG"};
  for (const auto& [one, key] : known) names.push_back(one);
  auto meant = did_you_mean(name, names);
  return meant.empty() ? "; --help lists those that exist" : meant;
}

}  // namespace

bool is_of_kubernetes(std::string_view name, std::string_view value) {
  if (name.ends_with("_SERVICE_HOST") || has(name, "_SERVICE_PORT")) return true;
  for (const std::string_view protocol : {"TCP", "UDP", "SCTP"}) {
    const auto at = name.find(std::string("_").append(protocol));
    if (at == std::string_view::npos) continue;
    auto number = name.substr(0, at);
    const auto port = number.rfind("_PORT_");
    if (port == std::string_view::npos) continue;
    number.remove_prefix(port + std::string_view("_PORT_").size());
    if (!number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos) return true;
  }
  return name.ends_with("_PORT") && has(value, "://");
}

complaints read_environment(const std::map<std::string, std::string>& variables,
                            const std::vector<std::string>& sections, loaded& config) {
  complaints all;
  const auto known = known_names();
  std::vector<assignment> layer;
  for (auto variable = variables.lower_bound(std::string(prefix)); variable != variables.end(); ++variable) {
    const auto& [name, value] = *variable;
    if (!name.starts_with(prefix)) break;
    if (const auto found = known.find(name); found != known.end()) {
      layer.push_back({found->second.key, found->second.by_file, value, "environment " + name, {name, 0, 0, {}}});
    } else if (name != "SCRUTIN_CONFIG" && !name.starts_with("SCRUTIN_DEV_") && !is_of_kubernetes(name, value)) {
      all.push_back({name, 0, 0, "no setting has this environment variable" + suggestion(name, known)});
    }
  }
  append(all, assign(layer, sections, config));
  return all;
}

complaints read_option_labels(const std::map<std::string, std::string>& variables, loaded& config) {
  complaints all;
  if (config.values.polls != std::vector{default_poll()} || config.sources.count("poll[0].id") != 0) return all;
  auto& made = config.values.polls.front();
  bool changed = false;
  for (const std::size_t at : {0U, 1U}) {
    const std::string name = at == 0 ? "OPTION_A" : "OPTION_B";
    const auto variable = variables.find(name);
    if (variable == variables.end() || variable->second.empty()) continue;
    if (const auto good = check_text(variable->second, longest_label); !good) {
      all.push_back({name, 0, 0, "the label " + good.error().what});
      continue;
    }
    made.options[at].label = text(variable->second);
    config.sources["poll[0].options[" + std::to_string(at) + "].label"] = "environment " + name;
    config.sources["poll[0].question"] = "environment " + name;
    changed = true;
  }
  if (changed) made = default_poll(made.options[0].label, made.options[1].label);
  return all;
}

}  // namespace scrutin::config
