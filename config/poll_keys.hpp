#pragma once
// Every key of a [[poll]] and of its options, once: the file's reader, its complaints, `--check` and the documentation
// all come from these tables, and so does what pages and programs are told of an option.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/poll.hpp"

namespace scrutin::config {

class value_reader;

/// One key of `Of`, which is a poll or an option.
template <class Of>
struct poll_key {
  enum class presence { required, optional };

  std::string key;  ///< "min"
  presence is;
  std::string accepts;  ///< the values, for people: "1 to 20"
  std::string doc;      ///< one sentence, without a full stop
  /// Puts what stands in the file into the poll or option. Whether it could; else the reader has noted what is wrong.
  std::function<bool(value_reader&, Of&)> read;
  std::function<std::string(const Of&)> write;  ///< the value as TOML; empty where the key is left out
  std::string example = {};                     ///< a value as TOML, of a key that the default poll leaves out
  std::string Of::*look = nullptr;              ///< of an option: what pages and programs are told as it stands
};

/// In the order in which they are shown. That of the options is the last one; it is written row by row, by `written`.
const std::vector<poll_key<poll>>& poll_keys();
const std::vector<poll_key<option>>& option_keys();

/// The names of the keys, in that order.
template <class Of>
std::vector<std::string> names_of(const std::vector<poll_key<Of>>& keys) {
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const auto& one : keys) names.push_back(one.key);
  return names;
}

/// An option as TOML: `{ id = "a", label = "Cats" }`.
std::string written(const option& one);

/// What an option has beside its id and its label.
struct look_field {
  std::string_view key;
  std::string_view value;  ///< empty: it has none
};

/// All of them, in order. They refer to `one`.
std::vector<look_field> look_of(const option& one);

}  // namespace scrutin::config
