#include "config/assignment.hpp"

#include <algorithm>

#include "config/file_content.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

/// The secret in the file that `one` names, without its one line end.
expected<std::string> secret_of(const assignment& one) {
  constexpr std::size_t most = 65536;
  const auto file = "has its value in the file " + in_quotes(one.text);
  auto read = file_content(one.text, most);
  if (!read) return complaint::that(file + ", which cannot be read: " + read.error().what);
  auto secret = *std::move(read);
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.ends_with('\r')) secret.pop_back();
  if (!secret.empty()) return secret;
  return complaint::that(file + ", which is empty; write the secret into it, or leave the key out");
}

expected<void> assign_one(const assignment& one, bool used, loaded& config) {
  auto source = one.source;
  auto value = one.text;
  if (one.by_file) {
    if (used) {
      auto secret = secret_of(one);
      if (!secret) return secret.error();
      value = *std::move(secret);
    } else {
      value.clear();
      source += ", a file that this program does not read";
    }
  }
  auto set = one.key->set(config.values, value);
  if (set) config.sources[one.key->name()] = std::move(source);
  return set;
}

}  // namespace

complaints assign(const std::vector<assignment>& layer, const std::vector<std::string>& sections, loaded& config) {
  complaints all;
  for (auto one = layer.begin(); one != layer.end(); ++one) {
    const auto twice =
        std::any_of(layer.begin(), one, [&](const assignment& earlier) { return earlier.key == one->key; });
    const auto used = std::find(sections.begin(), sections.end(), one->key->section) != sections.end();
    const auto assigned = twice ? complaint::that("is given both as a value and as a file; keep one of them")
                                : assign_one(*one, used, config);
    if (assigned) continue;
    all.push_back(one->place);
    all.back().what = one->key->name() + ' ' + assigned.error().what;
  }
  return all;
}

}  // namespace scrutin::config
