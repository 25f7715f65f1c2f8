#include "config/assignment.hpp"

#include <algorithm>
#include <optional>

#include "config/file_content.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

/// The secret in the file that `one` names, without its one line end. Nothing after a complaint.
std::optional<std::string> secret_of(const assignment& one, std::string& wrong) {
  constexpr std::size_t most = 65536;
  const auto file = "has its value in the file " + in_quotes(one.text);
  auto read = file_content(one.text, most);
  if (const auto* error = std::get_if<file_error>(&read)) {
    wrong = file + ", which cannot be read: " + error->why;
    return std::nullopt;
  }
  auto secret = std::get<std::string>(std::move(read));
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.ends_with('\r')) secret.pop_back();
  if (!secret.empty()) return secret;
  wrong = file + ", which is empty; write the secret into it, or leave the key out";
  return std::nullopt;
}

/// What is wrong, or an empty string.
std::string assign_one(const assignment& one, bool used, loaded& config) {
  auto source = one.source;
  auto value = one.text;
  std::string wrong;
  if (one.by_file) {
    if (used) {
      auto secret = secret_of(one, wrong);
      if (!secret) return wrong;
      value = std::move(*secret);
    } else {
      value.clear();
      source += ", a file that this program does not read";
    }
  }
  wrong = one.key->set(config.values, value);
  if (wrong.empty()) config.sources[one.key->name()] = std::move(source);
  return wrong;
}

}  // namespace

void assign(const std::vector<assignment>& layer, const std::vector<std::string>& sections, loaded& config,
            std::vector<complaint>& complaints) {
  for (auto one = layer.begin(); one != layer.end(); ++one) {
    const auto twice =
        std::any_of(layer.begin(), one, [&](const assignment& earlier) { return earlier.key == one->key; });
    const auto used = std::find(sections.begin(), sections.end(), one->key->section) != sections.end();
    auto wrong = twice ? "is given both as a value and as a file; keep one of them" : assign_one(*one, used, config);
    if (wrong.empty()) continue;
    complaints.push_back(one->place);
    complaints.back().what = one->key->name() + ' ' + wrong;
  }
}

}  // namespace scrutin::config
