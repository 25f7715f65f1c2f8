#pragma once
// What people vote on, as the settings name it.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/moment.hpp"

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

/// One choice of a poll. `id` is what forms send and tables keep: 1 to 64 of [a-z0-9_-].
struct option {
  std::string id;
  text label;
  std::string colour = {};  ///< CSS, #rgb or #rrggbb; empty: the page's own
  std::string emoji = {};   ///< one short piece of text beside the label, or empty
  bool retired = false;     ///< gone from the settings, but voted for: counted, and chosen no more

  bool operator==(const option&) const = default;
};

/// When people see the results of a poll. An operator sees them always.
enum class publication {
  live,         ///< at any time, moving
  after_vote,   ///< once they have voted
  after_close,  ///< once the poll is closed
  hidden        ///< never
};

/// How the settings write it: "after-vote".
std::string_view to_string(publication when);

/// What makes it hard to vote twice.
enum class integrity {
  open,   ///< nothing: a voter is a browser that keeps a cookie
  paced,  ///< new voters come at a limited rate from one address, or by the code on the projector
  roll    ///< each voter has a code, which was given to them
};

/// How the settings write it: "roll".
std::string_view to_string(integrity how);

/// A question with 2 to 100 options, in the order in which pages show them; retired ones come last and beyond the 100.
/// `id`: 1 to 64 of [a-z0-9_-].
struct poll {
  std::string id;
  text question;
  std::vector<option> options;
  unsigned min = 1;                   ///< options that a vote names at least: 1 to `max`
  unsigned max = 1;                   ///< options that a vote names at most; 1: single choice, more: multiple choice
  bool change = true;                 ///< whether voters may change their vote
  std::optional<moment> opens = {};   ///< votes count from this moment on; nothing: from ever
  std::optional<moment> closes = {};  ///< votes count before this moment, after `opens`; nothing: for ever
  publication results = publication::live;
  config::integrity integrity = config::integrity::open;
  bool listed = true;    ///< whether lists name it; its own addresses answer in any case
  bool retired = false;  ///< gone from the settings, but voted in: closed, its results stay

  /// The option of that id, retired or not; or null.
  const option* find(std::string_view option_id) const;

  /// The option of that id that a vote may name; or null. When votes are taken at all is phase_of's business.
  const option* find_choosable(std::string_view option_id) const;

  bool operator==(const poll&) const = default;
};

/// The polls of a process, in the order in which pages list them; the first one is the one that `/` shows.
using poll_list = std::vector<poll>;

/// How many of them are listed.
std::size_t listed_in(const poll_list& polls);

/// The languages of its texts, in their order; none where they are plain strings, which serve every language.
std::vector<std::string_view> languages_of(const poll& poll);

/// The poll of that id, or null.
const poll* find(const poll_list& polls, std::string_view poll_id);

enum class phase {
  scheduled,  ///< not open yet
  open,       ///< takes votes: opens <= now < closes
  closed      ///< over, or retired
};

/// How interfaces write it: "scheduled".
std::string_view to_string(phase of_a_poll);

/// The phase of a poll at the moment `now`.
phase phase_of(const poll& poll, std::chrono::system_clock::time_point now);

/// The next moment, later than `now`, at which the phase changes; nothing where it stays for ever.
std::optional<moment> next_change(const poll& poll, std::chrono::system_clock::time_point now);

/// "Cats or Dogs?" with the options `a` and `b`: what is asked where the settings name no poll.
poll default_poll();

/// The same, with other labels on `a` and `b`; the question names them.
poll default_poll(const text& a, const text& b);

}  // namespace scrutin::config
