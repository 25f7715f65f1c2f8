#pragma once
// Paths with parameters in them: `/polls/{id}.csv`.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scrutin::http {

/// What stood in place of a pattern's parameters. The names are views into the pattern.
class path_params {
public:
  void add(std::string_view name, std::string value) { values_.emplace_back(name, std::move(value)); }

  /// The value of a parameter of the pattern; empty for any other name. Values in paths are never empty.
  std::string_view operator[](std::string_view name) const noexcept;

  std::size_t size() const noexcept { return values_.size(); }

private:
  std::vector<std::pair<std::string_view, std::string>> values_;
};

class path_pattern {
public:
  /// Throws std::invalid_argument unless `text` starts with '/' and holds at most one `{name}` between two slashes.
  explicit path_pattern(std::string_view text);

  /// The parameters, where the path (without query) has the pattern's form. A parameter takes one character or more,
  /// none of them a '/', and gives them percent-decoded; a broken escape, a control character or no UTF-8 is no match.
  std::optional<path_params> match(std::string_view path) const;

  /// Whether this pattern is to be tried first: fewer parameters, else more fixed text.
  bool before(const path_pattern& other) const noexcept;

  bool operator==(const path_pattern&) const = default;

private:
  /// What stands between two slashes: fixed text, a parameter if it has a name, fixed text.
  struct segment {
    std::string prefix;
    std::string name;
    std::string suffix;

    bool operator==(const segment&) const = default;
  };

  static segment parse(std::string_view text);
  static bool match(const segment& pattern, std::string_view text, path_params& params);

  std::vector<segment> segments_;
  std::size_t parameters_ = 0;
  std::size_t fixed_ = 0;  // characters outside of parameters
};

}  // namespace scrutin::http
