#pragma once
// What people vote on, as the settings name it.
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace scrutin::config {

/// A text in one or several languages. Under the empty key stands a plain string, which serves every language.
struct text {
  std::map<std::string, std::string, std::less<>> by_language;

  text() = default;
  text(std::string plain) { by_language.emplace("", std::move(plain)); }  // NOLINT(*-explicit-*): a string is a text

  /// The text in `language` ("en", "fr"), else the plain one, else the English one, else any; empty where there is
  /// none.
  std::string_view in(std::string_view language) const;

  bool operator==(const text&) const = default;
};

/// One choice of a poll. `id` is what forms send and tables keep: 1 to 32 of [a-z0-9_-].
struct option {
  std::string id;
  text label;

  bool operator==(const option&) const = default;
};

/// A question with 2 to 20 options, in the order in which pages show them. `id`: 1 to 32 of [a-z0-9_-].
struct poll {
  std::string id;
  text question;
  std::vector<option> options;

  /// The option of that id, or null.
  const option* find(std::string_view option_id) const;

  bool operator==(const poll&) const = default;
};

/// "Cats or Dogs?" with the options `a` and `b`: what is asked where the settings name no poll.
poll default_poll();

/// The same, with other labels on `a` and `b`; the question names them.
poll default_poll(const text& a, const text& b);

}  // namespace scrutin::config
