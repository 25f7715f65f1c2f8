#include "config/poll_changes.hpp"

#include <algorithm>

#include "config/poll_rules.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {
namespace {

// The ids of one poll's options, in order.
std::vector<std::string> votes_in(const voted_options& voted, const std::string& poll_id) {
  std::vector<std::string> options;
  for (auto one = voted.lower_bound({poll_id, {}}); one != voted.end() && one->first == poll_id; ++one) {
    options.push_back(one->second);
  }
  return options;
}

class merge {
public:
  merge(const poll_list& running, const voted_options& voted) : running_(running), voted_(voted) {}

  poll_changes with(const poll_list& loaded) {
    for (const auto& one : loaded) take(one);
    for (const auto& one : running_) {
      if (find(loaded, one.id) == nullptr) retire(one);
    }
    return std::move(made_);
  }

private:
  void take(poll one);
  void retire(poll one);
  void keep_voted_options(poll& one, const poll* before);
  void note_narrower_votes(const poll& one, const poll& before);

  const poll_list& running_;
  const voted_options& voted_;
  poll_changes made_;
};

void merge::take(poll one) {
  const auto* before = find(running_, one.id);
  keep_voted_options(one, before);
  if (before == nullptr) {
    made_.added.push_back(one.id);
  } else if (one != *before) {
    made_.changed.push_back(one.id);
    note_narrower_votes(one, *before);
  }
  made_.polls.push_back(std::move(one));
}

void merge::retire(poll one) {
  if (votes_in(voted_, one.id).empty()) return made_.removed.push_back(one.id);
  if (!one.retired) {
    one.retired = true;
    made_.changed.push_back(one.id);
    made_.notes.push_back("poll " + in_quotes(one.id) +
                          " has votes but is not in the settings: it is closed, and its results stay");
  }
  made_.polls.push_back(std::move(one));
}

void merge::keep_voted_options(poll& one, const poll* before) {
  for (const auto& id : votes_in(voted_, one.id)) {
    if (one.find(id) != nullptr || !is_id(id)) continue;
    const auto* known = before == nullptr ? nullptr : before->find(id);
    auto kept = known == nullptr ? option{id, text(id)} : *known;
    if (!kept.retired) {
      made_.notes.push_back("poll " + in_quotes(one.id) + ": option " + in_quotes(id) +
                            " has votes but is not in the settings: it stays in the results, and cannot be chosen");
    }
    kept.retired = true;
    one.options.push_back(std::move(kept));
  }
}

void merge::note_narrower_votes(const poll& one, const poll& before) {
  if (votes_in(voted_, one.id).empty()) return;
  const auto note = [&](const char* key, unsigned is, unsigned was, const char* which) {
    made_.notes.push_back("poll " + in_quotes(one.id) + ": " + key + " is " + std::to_string(is) + " now and was " +
                          std::to_string(was) + ": votes that name " + which +
                          " options stay counted as they were cast");
  };
  if (one.min > before.min) note("min", one.min, before.min, "fewer");
  if (one.max < before.max) note("max", one.max, before.max, "more");
}

}  // namespace

poll_changes merge_polls(const poll_list& running, const poll_list& loaded, const voted_options& voted) {
  return merge(running, voted).with(loaded);
}

}  // namespace scrutin::config
