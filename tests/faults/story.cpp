#include <algorithm>
#include <cstdio>
#include <string_view>
#include <unordered_set>

#include "tests/faults/checker.hpp"

namespace scrutin::faults {
namespace {

std::string_view name_of(outcome result) {
  switch (result) {
    case outcome::ok:
      return "ok";
    case outcome::failed:
      return "failed";
    case outcome::unknown:
      return "unknown";
  }
  return "?";
}

std::string ms(moment when) {
  char text[32];
  std::snprintf(text, sizeof text, "%10.3f", static_cast<double>(when.count()) / 1000);
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(text.size() < width ? width - text.size() : 0, ' ');
}

}  // namespace

std::string story(const history& all, const final_state& state, const std::string& voter) {
  std::vector<const attempt*> attempts;
  std::unordered_set<std::string_view> uids;
  for (const auto& one : all) {
    if (one.voter != voter) continue;
    attempts.push_back(&one);
    if (!one.uid.empty()) uids.insert(one.uid);
  }
  std::stable_sort(attempts.begin(), attempts.end(),
                   [](const attempt* left, const attempt* right) { return left->begun < right->begun; });

  // A row under a uid of this voter belongs here even if it names another.
  std::vector<const ledger_row*> rows;
  for (const auto& row : state.ledger)
    if (row.voter == voter || uids.count(row.uid) != 0) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](const ledger_row* left, const ledger_row* right) {
    return std::pair(left->partition, left->n) < std::pair(right->partition, right->n);
  });

  const auto uid = [&](const std::string& text) {
    if (text.empty()) return std::string("no uid");
    return "uid " + text + (state.destroyed.count(text) != 0 ? ", in Redis when its data was destroyed" : "");
  };
  auto out = "voter " + voter + '\n';
  for (const auto* one : attempts)
    out += "  " + ms(one->begun) + " to " + ms(one->ended) + " ms  " + one->poll + ": " + padded(one->choice, 8) + ' ' +
           padded(name_of(one->result), 8) + padded('"' + one->told + '"', 24) + ' ' + uid(one->uid) + '\n';
  for (const auto* row : rows)
    out += "  ledger, partition " + std::to_string(row->partition) + ", n " + std::to_string(row->n) + "  " +
           row->poll + ": " + padded(row->choice, 8) + ' ' + uid(row->uid) +
           (row->voter != voter ? ", but of voter " + row->voter : "") + '\n';
  for (const auto& row : state.votes)
    if (row.voter == voter)
      out += "  final vote  " + row.poll + ": " + padded(row.choice, 8) + ' ' + uid(row.uid) + '\n';
  return out;
}

}  // namespace scrutin::faults
