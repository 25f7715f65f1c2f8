#include "config/sample_command.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace scrutin::config {
namespace {

using words = std::vector<std::string>;

const std::map<std::string, words> starters{
    {"vote", {"gunicorn", "flask", "python", "python3"}},
    {"result", {"node", "nodemon", "npm"}},
    {"worker", {"dotnet", "java"}},
};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

struct option {
  std::string_view brief;  ///< `-b`; empty: there is none
  std::string_view name;   ///< `--bind`
  std::string ours;        ///< `--vote-listen`
};

const std::vector<option>& options_of(std::string_view starter) {
  static const std::vector<option> gunicorn{
      {"-b", "--bind", "--vote-listen"},         {"-w", "--workers", "--vote-workers"},
      {"", "--keep-alive", "--vote-keep-alive"}, {"", "--access-logfile", "--vote-access-log"},
      {"", "--error-logfile", "--vote-log"},     {"", "--log-file", "--vote-log"},
      {"", "--log-level", "--vote-log-level"},
  };
  static const std::vector<option> none;
  return starter == "gunicorn" ? gunicorn : none;
}

// A value of gunicorn's in our words; empty where ours has nothing like it.
std::string in_our_words(const option& what, std::string value) {
  if (what.ours == "--vote-listen" && value.starts_with("unix:")) return {};
  if (what.ours == "--vote-log-level") {
    if (value == "warning") return "warn";
    if (value == "critical") return "error";
  }
  return value;
}

std::string joined(const words& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : " ") + one;
  return text;
}

void read_options(const words& given, const std::vector<option>& known, sample_command& into, words& passed_over) {
  for (std::size_t at = 0; at < given.size(); ++at) {
    const std::string_view word = given[at];
    if (!word.starts_with('-')) continue;  // the application's name, or the value of an option that we do not know
    const auto equals = std::min(word.find('='), word.size());
    const auto is = [&](const option& one) {
      return word.substr(0, equals) == one.name || (!one.brief.empty() && word.starts_with(one.brief));
    };
    const auto found = std::ranges::find_if(known, is);
    if (found == known.end()) {
      passed_over.emplace_back(word);
      continue;
    }
    std::string value;
    if (word.starts_with("--") ? equals < word.size() : word.size() > 2) {
      value = word.starts_with("--") ? word.substr(equals + 1) : word.substr(2);
      if (value.starts_with('=')) value.erase(0, 1);
    } else if (at + 1 < given.size()) {
      value = given[++at];
    }
    auto ours = in_our_words(*found, value);
    if (ours.empty()) {
      passed_over.emplace_back(word);
    } else {
      into.arguments.push_back(found->ours);
      into.arguments.push_back(std::move(ours));
    }
  }
}

}  // namespace

std::optional<sample_command> read_sample_command(const std::string& program, const std::string& self,
                                                  const words& given) {
  const auto own = starters.find(program);
  if (own == starters.end()) return std::nullopt;
  const auto starts = [&](std::string_view word) {
    return std::ranges::find(own->second, base_name(word)) != own->second.end();
  };
  // `tini -- node server.js`
  auto rest = given;
  if (!starts(self)) {
    if (rest.size() > 2 && base_name(rest[0]) == "tini" && rest[1] == "--") rest.erase(rest.begin(), rest.begin() + 2);
    if (rest.empty() || !starts(rest[0])) return std::nullopt;
  } else {
    rest.insert(rest.begin(), self);
  }
  sample_command read;
  words passed_over;
  read_options({rest.begin() + 1, rest.end()}, options_of(base_name(rest[0])), read, passed_over);
  read.note = "started as \"" + joined(rest) + "\", as the original sample's files do; this is scrutin " + program;
  if (!read.arguments.empty()) read.note += ", with " + joined(read.arguments);
  if (!passed_over.empty()) read.note += "; it has nothing like " + joined(passed_over);
  return read;
}

}  // namespace scrutin::config
