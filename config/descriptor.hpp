#pragma once
// Every key of the settings, once: the file's reader, the environment, the arguments, `--check` and the documentation
// all come from this table.
#include <functional>
#include <string>
#include <vector>

#include "config/expected.hpp"
#include "config/settings.hpp"

namespace scrutin::config {

struct descriptor {
  enum class shape { number, text, secret };

  std::string section;  ///< "vote"
  std::string key;      ///< "listen"
  shape form;
  std::string accepts;  ///< the values, for people: "0 to 1024"
  std::string doc;      ///< one sentence, without a full stop
  std::function<std::string(const settings&)> get;
  /// Changes nothing where it complains; the complaint is what follows the key's name.
  std::function<expected<void>(settings&, const std::string&)> set;

  std::string name() const;         ///< `vote.listen`
  std::string environment() const;  ///< `SCRUTIN_VOTE_LISTEN`; a secret's file has `_FILE` behind it
  /// `--vote-listen`. Of a secret only its file, `--vote-cookie-key-file`: everyone on a machine can read arguments.
  std::string argument() const;
};

/// In the order in which they are shown, sections together.
const std::vector<descriptor>& descriptors();

/// The sections, in order: vote, result, worker, redis, postgres.
const std::vector<std::string>& sections();

/// Those that the program of that name reads; all of them for a name that is none of our programs.
std::vector<std::string> sections_of(const std::string& program);

}  // namespace scrutin::config
