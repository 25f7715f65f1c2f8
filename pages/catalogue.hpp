#pragma once
// The texts of one language.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace scrutin::pages {

/// Texts by key ("vote.recorded"), read once and then shared by all threads. Texts are plain, not HTML: who puts one
/// into a page escapes it. `{name}` in a text is a place that `fill` fills.
class catalogue {
public:
  using arguments = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Reads TOML: tables of strings, whose names joined by dots are the keys. Throws std::invalid_argument that names
  /// the place where it is wrong; our files are compiled in, so a wrong one is a broken build.
  explicit catalogue(std::string_view toml);

  /// The language tag, "en".
  std::string_view language() const { return text("language"); }

  /// The text as it stands. Throws std::out_of_range that names the key where there is none.
  const std::string& text(std::string_view key) const;

  /// Whether there is such a text.
  bool has(std::string_view key) const { return texts_.contains(key); }

  /// The text with its places filled; a place without an argument stays as it is. Arguments are not looked into.
  std::string fill(std::string_view key, arguments values) const;

  /// A phrase that counts: the text KEY.zero, KEY.one or KEY.many, with `{n}` filled by the number.
  std::string count(std::string_view key, std::uint64_t n) const;

  /// The number with its digits in groups of three, as this language separates them.
  std::string number(std::uint64_t n) const;

  /// A share in words: "66.7" is "66.7%" in English. `decimal` is a number with a point, as the tallies carry it.
  std::string percent(std::string_view decimal) const;

  const std::map<std::string, std::string, std::less<>>& all() const { return texts_; }

private:
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace scrutin::pages
