// Random runs without fault, and with one.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "tests/faults/checker.hpp"

namespace scrutin::faults {
namespace {

using kind = finding::kind;

// Over the whole range from the first run on: rapidcheck would begin with the smallest alone.
int up_to(int most) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, most + 1)); }
bool one_in(int n) { return up_to(n - 1) == 0; }

const std::string first_stands = "f";  // a poll

// A vote that took effect, and when it did.
struct effect {
  attempt sent;
  moment when;
  moment begun, ended;  // of all that was sent under its uid, up to the first answer
};

// Some voters send one vote after the other, some of whose answers are lost and some of which are repeated; what took
// effect is applied in that order.
struct simulation {
  history all;
  final_state state;
  std::vector<effect> effects;

  simulation() {
    state.final_polls = {first_stands};
    const auto voters = 1 + up_to(4);
    for (int i = 0; i < voters; ++i) live("v" + std::to_string(i));
    apply();
  }

  void live(const std::string& voter) {
    moment now{up_to(50)};
    for (auto votes = 1 + up_to(7); votes > 0; --votes) {
      attempt one;
      one.voter = voter;
      one.poll = one_in(4) ? "q" : one_in(3) ? first_stands : "p";
      one.choice = one_in(3) ? "a,b" : one_in(2) ? "a" : "b";
      one.uid = voter + "-" + std::to_string(all.size());
      now += moment{1 + up_to(5)};
      one.begun = now;
      now += moment{1 + up_to(9)};
      one.ended = now;
      one.told = "said";
      send(one, now);
    }
  }

  void send(attempt one, moment& now) {
    switch (up_to(5)) {
      default:  // answered; perhaps destroyed later
        one.result = outcome::ok;
        all.push_back(one);
        if (one_in(8)) {
          state.destroyed.insert(one.uid);
          if (one_in(2)) return;
        }
        return take_effect(one, one.begun, one.ended);
      case 0:
        one.result = outcome::failed;
        all.push_back(one);
        return;
      case 1:  // the answer is lost, and the vote may come late
        one.result = outcome::unknown;
        one.ended += moment{up_to(40)};
        if (one_in(3)) one.uid.clear();
        all.push_back(one);
        if (one_in(2)) return;
        if (one.uid.empty()) one.uid = "made-" + std::to_string(all.size());
        return take_effect(one, one.begun, one.ended);
      case 2:  // the same, repeated until it is answered
        const auto begun = one.begun;
        one.result = outcome::unknown;
        one.ended += moment{up_to(40)};
        all.push_back(one);
        one.begun = now += moment{1};
        one.ended = now += moment{1 + up_to(9)};
        one.result = outcome::ok;
        all.push_back(one);
        return take_effect(one, begun, one.ended);
    }
  }

  void take_effect(const attempt& sent, moment begun, moment ended) {
    const auto within = static_cast<int>((ended - begun).count());
    effects.push_back({sent, begun + moment{up_to(within)}, begun, ended});
  }

  void apply() {
    std::stable_sort(effects.begin(), effects.end(),
                     [](const effect& left, const effect& right) { return left.when < right.when; });
    std::map<std::pair<std::string, std::string>, vote_row> votes;
    std::int64_t n[2] = {};
    for (const auto& [sent, when, begun, ended] : effects) {
      const auto partition = sent.voter.back() % 2;
      ++n[partition];
      const bool passed = sent.poll == first_stands && votes.count({sent.poll, sent.voter}) != 0;
      state.ledger.push_back({sent.uid, sent.poll, sent.voter, sent.choice, partition, passed ? -1 : n[partition]});
      if (!passed) votes[{sent.poll, sent.voter}] = {sent.poll, sent.voter, sent.choice, sent.uid};
    }
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    for (const auto& [key, row] : votes) {
      state.votes.push_back(row);
      ++counts[{row.poll, ""}];
      for (const char option : row.choice)
        if (option != ',') ++counts[{row.poll, std::string{option}}];
    }
    for (const auto& [key, count] : counts) state.tallies.push_back({key.first, key.second, count});
    state.published = state.tallies;
  }

  ledger_row& row_of(const effect& one) {
    return *std::find_if(state.ledger.begin(), state.ledger.end(),
                         [&](const ledger_row& row) { return row.uid == one.sent.uid; });
  }

  bool made_by_service(const effect& one) const { return one.sent.uid.rfind("made-", 0) == 0; }

  vote_row& vote_of(const effect& one) {
    return *std::find_if(state.votes.begin(), state.votes.end(),
                         [&](const vote_row& row) { return row.voter == one.sent.voter && row.poll == one.sent.poll; });
  }

  // Two votes of one voter and poll of which the first was over before the second was begun; in a poll where the first
  // vote stands, or in one where it does not.
  using two = std::pair<effect, effect>;
  std::vector<two> in_order(bool stands) const {
    std::vector<two> found;
    for (const auto& x : effects)
      for (const auto& y : effects)
        if (x.sent.voter == y.sent.voter && x.sent.poll == y.sent.poll && x.ended < y.begun && !made_by_service(x) &&
            !made_by_service(y) && (x.sent.poll == first_stands) == stands)
          found.push_back({x, y});
    return found;
  }

  // That the verdict tells of it, and only of such things as may follow from it.
  void expect(kind what, const std::string& voter) const {
    const auto verdict = judge(all, state);
    const auto found = std::any_of(verdict.findings.begin(), verdict.findings.end(),
                                   [&](const finding& one) { return one.what == what && one.voter == voter; });
    if (!found) RC_LOG() << story(all, state, voter);
    RC_ASSERT(found);
    for (const auto& one : verdict.findings) RC_ASSERT(one.voter == voter || one.what == kind::tally);
  }
};

template <class T>
T any_of(const std::vector<T>& candidates) {
  RC_PRE(!candidates.empty());
  return candidates[static_cast<std::size_t>(up_to(static_cast<int>(candidates.size()) - 1))];
}

RC_GTEST_PROP(FaultsSimulation, WithoutFaultIsGood, ()) {
  const simulation one;
  const auto verdict = judge(one.all, one.state);
  for (const auto& found : verdict.findings) RC_LOG() << found.text << '\n' << story(one.all, one.state, found.voter);
  RC_ASSERT(verdict.good());
}

RC_GTEST_PROP(FaultsSimulation, WithARecordedVoteMissingIsFound, ()) {
  simulation one;
  std::vector<effect> recorded;
  for (const auto& each : one.effects)
    if (each.sent.result == outcome::ok && one.state.destroyed.count(each.sent.uid) == 0) recorded.push_back(each);
  const auto gone = any_of(recorded);
  std::erase_if(one.state.ledger, [&](const ledger_row& row) { return row.uid == gone.sent.uid; });
  one.expect(kind::lost, gone.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithARowTwiceIsFound, ()) {
  simulation one;
  auto row = any_of(one.state.ledger);
  row.n += up_to(20);
  one.state.ledger.push_back(row);
  one.expect(kind::doubled, row.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithARowThatNobodySentIsFound, ()) {
  simulation one;
  auto row = any_of(one.state.ledger);
  row.uid = "nobody's";
  row.choice = "c";
  row.n += 100;
  one.state.ledger.push_back(row);
  one.expect(kind::foreign, row.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithAnotherChoiceThanWasSentIsFound, ()) {
  simulation one;
  const auto changed = any_of(one.effects);
  one.row_of(changed).choice = "c";
  one.expect(kind::foreign, changed.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithAFailedVoteInTheLedgerIsFound, ()) {
  simulation one;
  const auto denied = any_of(one.effects);
  RC_PRE(!one.made_by_service(denied));
  for (auto& each : one.all)
    if (each.uid == denied.sent.uid) each.result = outcome::failed;
  one.expect(kind::failed_yet, denied.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithAnEarlierVoteAsTheFinalOneIsFound, ()) {
  simulation one;
  const auto [earlier, later] = any_of(one.in_order(false));
  auto& vote = one.vote_of(earlier);
  vote = {vote.poll, vote.voter, earlier.sent.choice, earlier.sent.uid};
  one.expect(kind::misordered, earlier.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithTwoVotesTheWrongWayRoundInTheLedgerIsFound, ()) {
  simulation one;
  const auto [earlier, later] = any_of(one.in_order(false));
  std::swap(one.row_of(earlier).n, one.row_of(later).n);
  one.expect(kind::misordered, earlier.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithALaterVoteThatStandsInTheFirstOnesPlaceIsFound, ()) {
  simulation one;
  const auto later = any_of(one.in_order(true)).second;
  auto& vote = one.vote_of(later);
  for (auto& row : one.state.ledger)
    if (row.uid == vote.uid) std::swap(row.n, one.row_of(later).n);
  vote = {vote.poll, vote.voter, later.sent.choice, later.sent.uid};
  one.expect(kind::misordered, later.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithASecondVoteThatCountsWhereTheFirstStandsIsFound, ()) {
  simulation one;
  std::vector<effect> passed;
  for (const auto& each : one.effects)
    if (!one.row_of(each).counts()) passed.push_back(each);
  const auto second = any_of(passed);
  one.row_of(second).n = 100;
  one.expect(kind::misordered, second.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithAVotePassedOverWhereVotesMayChangeIsFound, ()) {
  simulation one;
  const auto passed = any_of(one.effects);
  RC_PRE(passed.sent.poll != first_stands);
  one.row_of(passed).n = -1;
  one.expect(kind::misordered, passed.sent.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithARowInAnotherPartitionIsFound, ()) {
  simulation one;
  auto& rows = one.state.ledger;
  const auto moved = any_of(rows);
  RC_PRE(std::count_if(rows.begin(), rows.end(), [&](const ledger_row& row) { return row.voter == moved.voter; }) > 1);
  for (auto& row : rows)
    if (row.uid == moved.uid) row.partition = 2;
  one.expect(kind::misordered, moved.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithoutAVoteOfAVoterIsFound, ()) {
  simulation one;
  const auto gone = any_of(one.state.votes);
  std::erase_if(one.state.votes, [&](const vote_row& row) { return row.uid == gone.uid; });
  one.expect(kind::misordered, gone.voter);
}

RC_GTEST_PROP(FaultsSimulation, WithAWrongTallyIsFound, ()) {
  simulation one;
  RC_PRE(!one.state.tallies.empty());
  auto& rows = one_in(2) ? one.state.tallies : one.state.published;
  rows[static_cast<std::size_t>(up_to(static_cast<int>(rows.size()) - 1))].n += one_in(2) ? 1 : -1;
  one.expect(kind::tally, "");
}

}  // namespace
}  // namespace scrutin::faults
