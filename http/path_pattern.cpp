#include "http/path_pattern.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/percent.hpp"
#include "http/text.hpp"

namespace scrutin::http {

std::string_view path_params::operator[](std::string_view name) const noexcept {
  for (const auto& [key, value] : values_) {
    if (key == name) return value;
  }
  return {};
}

path_pattern::path_pattern(std::string_view text) {
  if (!text.starts_with('/')) throw std::invalid_argument("a path pattern must start with '/': " + std::string(text));
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto end = std::min(text.find('/'), text.size());
    segments_.push_back(parse(text.substr(0, end)));
    fixed_ += segments_.back().prefix.size() + segments_.back().suffix.size();
    if (!segments_.back().name.empty()) ++parameters_;
    text.remove_prefix(end);
  }
}

path_pattern::segment path_pattern::parse(std::string_view text) {
  const auto open = text.find('{');
  const auto close = text.find('}');
  if (open == text.npos && close == text.npos) return {std::string(text), "", ""};
  const bool one = open != text.npos && close != text.npos && open + 1 < close &&
                   text.find('{', open + 1) == text.npos && text.find('}', close + 1) == text.npos;
  if (!one) throw std::invalid_argument("a path pattern holds at most one {name} a segment: " + std::string(text));
  return {std::string(text.substr(0, open)), std::string(text.substr(open + 1, close - open - 1)),
          std::string(text.substr(close + 1))};
}

bool path_pattern::match(const segment& pattern, std::string_view text, path_params& params) {
  if (pattern.name.empty()) return text == pattern.prefix;
  if (text.size() <= pattern.prefix.size() + pattern.suffix.size()) return false;
  if (!text.starts_with(pattern.prefix) || !text.ends_with(pattern.suffix)) return false;
  text.remove_prefix(pattern.prefix.size());
  text.remove_suffix(pattern.suffix.size());
  auto value = percent_decode(text, plus::is_plus);
  if (!value || !is_line(*value)) return false;
  params.add(pattern.name, *std::move(value));
  return true;
}

std::optional<path_params> path_pattern::match(std::string_view path) const {
  path_params params;
  for (const auto& segment : segments_) {
    if (!path.starts_with('/')) return std::nullopt;
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    if (!match(segment, path.substr(0, end), params)) return std::nullopt;
    path.remove_prefix(end);
  }
  if (!path.empty()) return std::nullopt;
  return params;
}

bool path_pattern::before(const path_pattern& other) const noexcept {
  return parameters_ != other.parameters_ ? parameters_ < other.parameters_ : fixed_ > other.fixed_;
}

}  // namespace scrutin::http
