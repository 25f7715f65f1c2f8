#pragma once
// A run as tests tell it, and what they expect of its verdict.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>

#include "tests/faults/checker.hpp"

namespace scrutin::faults {

// For gtest.
inline std::ostream& operator<<(std::ostream& out, finding::kind what) {
  constexpr const char* names[] = {"lost", "doubled", "foreign", "failed_yet", "misordered", "tally"};
  return out << names[static_cast<std::size_t>(what)];
}
inline std::ostream& operator<<(std::ostream& out, const finding& one) {
  return out << one.what << " of " << one.voter << ": " << one.text;
}

using kind = finding::kind;

inline auto is(kind what, const std::string& voter) {
  return ::testing::AllOf(::testing::Field("what", &finding::what, what),
                          ::testing::Field("voter", &finding::voter, voter));
}
inline auto is(kind what, const std::string& voter, const std::string& text) {
  return ::testing::AllOf(is(what, voter), ::testing::Field("text", &finding::text, ::testing::HasSubstr(text)));
}

inline moment ms(int count) { return std::chrono::milliseconds{count}; }

// A run of one poll, told in the order in which the ledger applied it.
struct run {
  history all;
  final_state state;

  // A request of VOTER for CHOICE.
  run& ask(const std::string& voter, const std::string& choice, const std::string& uid, int begun, int ended,
           outcome result = outcome::ok) {
    const auto* told = result == outcome::ok ? "201" : result == outcome::failed ? "503" : "connection reset";
    all.push_back({voter, "p", choice, uid, ms(begun), ms(ended), result, told});
    return *this;
  }

  // A row in the ledger, and what follows from it.
  run& apply(const std::string& voter, const std::string& choice, const std::string& uid) {
    state.ledger.push_back({uid, "p", voter, choice, 0, ++n});
    return final(voter, choice, uid);
  }

  // A row in the ledger that counts for nothing.
  run& pass_over(const std::string& voter, const std::string& choice, const std::string& uid) {
    state.ledger.push_back({uid, "p", voter, choice, 0, -1});
    return *this;
  }

  run& final(const std::string& voter, const std::string& choice, const std::string& uid) {
    auto& votes = state.votes;
    std::erase_if(votes, [&](const vote_row& row) { return row.voter == voter; });
    votes.push_back({"p", voter, choice, uid});
    return *this;
  }

  run& first_stands() {
    state.final_polls.insert("p");
    return *this;
  }

  run& destroyed(const std::string& uid) {
    state.destroyed.insert(uid);
    return *this;
  }

  ledger_row& row(const std::string& uid) {
    return *std::find_if(state.ledger.begin(), state.ledger.end(), [&](const auto& row) { return row.uid == uid; });
  }

  // With tallies and turnout as the votes have them.
  verdict judged() {
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    for (const auto& row : state.votes) {
      ++counts[{row.poll, ""}];
      std::istringstream options{row.choice};
      for (std::string option; std::getline(options, option, ',');) ++counts[{row.poll, option}];
    }
    state.tallies.clear();
    for (const auto& [option, count] : counts) state.tallies.push_back({option.first, option.second, count});
    state.published = state.tallies;
    return judge(all, state);
  }

  std::int64_t n = 0;
};

}  // namespace scrutin::faults
