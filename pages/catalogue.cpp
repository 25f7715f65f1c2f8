#include "pages/catalogue.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <stdexcept>

namespace scrutin::pages {

namespace {

std::string place_of(const toml::source_region& source) {
  return "line " + std::to_string(source.begin.line) + ", column " + std::to_string(source.begin.column);
}

void read_table(const toml::table& table, const std::string& prefix,
                std::map<std::string, std::string, std::less<>>& texts) {
  for (const auto& [name, node] : table) {
    auto key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      read_table(*inner, key + '.', texts);
    } else if (const auto* text = node.as_string()) {
      texts.emplace(std::move(key), text->get());
    } else {
      throw std::invalid_argument("catalogue: " + place_of(node.source()) + ": " + key + " is not a string");
    }
  }
}

}  // namespace

catalogue::catalogue(std::string_view toml) {
  try {
    read_table(toml::parse(toml), "", texts_);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument("catalogue: " + place_of(error.source()) + ": " + std::string(error.description()));
  }
}

const std::string& catalogue::text(std::string_view key) const {
  const auto found = texts_.find(key);
  if (found == texts_.end()) throw std::out_of_range("catalogue: no text \"" + std::string(key) + "\"");
  return found->second;
}

std::string catalogue::fill(std::string_view key, arguments values) const {
  const std::string_view text = this->text(key);
  std::string filled;
  for (std::size_t position = 0; position < text.size();) {
    const auto open = std::min(text.find('{', position), text.size());
    filled += text.substr(position, open - position);
    if (open == text.size()) break;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return filled += text.substr(open);
    const auto name = text.substr(open + 1, close - open - 1);
    const auto* value = std::ranges::find(values, name, &std::pair<std::string_view, std::string_view>::first);
    filled += value == values.end() ? text.substr(open, close - open + 1) : value->second;
    position = close + 1;
  }
  return filled;
}

std::string catalogue::count(std::string_view key, std::uint64_t n) const {
  const std::string form = std::string(key) + (n == 0 ? ".zero" : n == 1 ? ".one" : ".many");
  return fill(form, {{"n", number(n)}});
}

std::string catalogue::number(std::uint64_t n) const {
  const auto& separator = text("number.group");
  const auto digits = std::to_string(n);
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += separator;
    grouped += digits[i];
  }
  return grouped;
}

std::string catalogue::percent(std::string_view decimal) const {
  std::string share(decimal);
  if (const auto point = share.find('.'); point != std::string::npos) share.replace(point, 1, text("number.decimal"));
  return fill("number.percent", {{"share", share}});
}

}  // namespace scrutin::pages
