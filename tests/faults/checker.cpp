#include "tests/faults/checker.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "tests/faults/recount.hpp"

namespace scrutin::faults {
namespace {

// A voter and a poll, or a voter, a poll and a choice. They live in the history and in the final state.
using words = std::array<std::string_view, 3>;

struct hash {
  std::size_t operator()(const words& key) const {
    std::size_t sum = 0;
    for (const auto word : key) sum = sum * 31 + std::hash<std::string_view>{}(word);
    return sum;
  }
};

// When something may have taken effect, both ends included.
struct period {
  moment begun = moment::max();
  moment ended = moment::min();

  void stretch(const attempt& one) {
    begun = std::min(begun, one.begun);
    ended = std::max(ended, one.ended);
  }
};

// All that was sent under one uid.
struct vote {
  std::vector<const attempt*> attempts;

  const attempt& first() const { return *attempts.front(); }

  outcome result() const {
    auto best = outcome::failed;
    for (const auto* one : attempts) {
      if (one->result == outcome::ok) return outcome::ok;
      if (one->result == outcome::unknown) best = outcome::unknown;
    }
    return best;
  }

  // A uid counts at its first application: whatever repeats it after the first "recorded" changes nothing, unless
  // Redis' data was destroyed in between.
  period when(bool destroyed) const {
    period may;
    const auto all_failed = result() == outcome::failed;
    for (const auto* one : attempts)
      if (one->result != outcome::failed || all_failed) may.stretch(*one);
    if (destroyed) return may;
    for (const auto* one : attempts)
      if (one->result == outcome::ok) may.ended = std::min(may.ended, one->ended);
    return may;
  }

  bool sent(const ledger_row& row) const {
    return std::any_of(attempts.begin(), attempts.end(), [&](const attempt* one) {
      return one->voter == row.voter && one->poll == row.poll && one->choice == row.choice;
    });
  }
};

// Unknown attempts of one voter, poll and choice, whose uids nobody knows. Which of them a row in the ledger comes from
// nobody knows either: it may have taken effect whenever one of them may have.
struct unnamed {
  std::size_t left = 0;  // that no row was matched with yet
  period when;
};

// A uid in the ledger, at its first application.
struct entry {
  const ledger_row* row = nullptr;
  period when;
  bool explained = false;  // by what was sent; else it is foreign, and nobody knows when it was begun
};

// In the order of application; what has no place in it comes last.
bool is_before(const ledger_row& left, const ledger_row& right) {
  return left.counts() && (!right.counts() || left.n < right.n);
}

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string in_ms(moment when) {
  const auto digits = std::to_string(when.count() % 1000);
  return std::to_string(when.count() / 1000) + '.' + std::string(3 - digits.size(), '0') + digits + " ms";
}

std::string text_of(const ledger_row& row) {
  return in_quotes(row.choice) + " of poll " + in_quotes(row.poll) + " (uid " + row.uid + ", partition " +
         std::to_string(row.partition) + ", n " + std::to_string(row.n) + ')';
}

std::string text_of(const attempt& one) {
  return in_quotes(one.choice) + " of poll " + in_quotes(one.poll) + " (uid " + one.uid + ", " + in_ms(one.begun) +
         " to " + in_ms(one.ended) + ", told " + in_quotes(one.told) + ')';
}

std::string text_of(const vote_row& row) {
  return in_quotes(row.choice) + " of poll " + in_quotes(row.poll) + " (uid " + row.uid + ')';
}

class judgement {
public:
  judgement(const history& all, const final_state& state) : all_(all), state_(state) {}

  verdict pass() {
    gather_votes();
    gather_ledger();
    explain_ledger();
    judge_answers();
    judge_partitions();
    judge_ledger();
    judge_final_votes();
    judge_missing_votes();
    judge_tallies();
    judge_audit();
    return std::move(verdict_);
  }

private:
  void gather_votes() {
    for (const auto& one : all_) {
      voters_.insert({one.voter, one.poll});
      if (one.uid.empty()) {
        gather_unnamed(one);
        continue;
      }
      const auto [place, fresh] = vote_of_.try_emplace(one.uid, votes_.size());
      if (fresh) votes_.emplace_back();
      votes_[place->second].attempts.push_back(&one);
    }
  }

  void gather_unnamed(const attempt& one) {
    if (one.result == outcome::ok) {
      ++verdict_.acknowledged;
      add(finding::kind::lost, one.voter, text_of(one) + " was recorded, but without its uid nobody can find it");
    } else if (one.result == outcome::unknown) {
      ++verdict_.unknown;
      auto& alike = unnamed_[{one.voter, one.poll, one.choice}];
      ++alike.left;
      alike.when.stretch(one);
    }
  }

  void gather_ledger() {
    for (const auto& row : state_.ledger) {
      const auto [place, fresh] = entry_of_.try_emplace(row.uid, ledger_.size());
      if (fresh) {
        ledger_.push_back({&row, {}, false});
        continue;
      }
      auto& known = ledger_[place->second].row;
      add(finding::kind::doubled, row.voter, text_of(row) + " stands in the ledger as " + text_of(*known) + " too");
      if (is_before(row, *known)) known = &row;
    }
  }

  void explain_ledger() {
    for (auto& one : ledger_) {
      const auto& row = *one.row;
      if (const auto known = vote_of_.find(row.uid); known != vote_of_.end())
        explain(one, votes_[known->second]);
      else if (const auto alike = unnamed_.find({row.voter, row.poll, row.choice});
               alike != unnamed_.end() && alike->second.left > 0) {
        --alike->second.left;
        one.when = alike->second.when;
        one.explained = true;
      } else {
        add(finding::kind::foreign, row.voter, text_of(row) + " stands in the ledger, and nobody sent it");
      }
      if (!one.explained) continue;
      const auto [place, fresh] = series_of_.try_emplace({row.voter, row.poll}, series_.size());
      if (fresh) series_.emplace_back();
      series_[place->second].push_back(&one);
    }
  }

  void explain(entry& one, const vote& sent) {
    one.explained = sent.sent(*one.row);
    one.when = sent.when(state_.destroyed.count(one.row->uid) != 0);
    if (!one.explained)
      add(finding::kind::foreign, sent.first().voter,
          "what was sent as " + text_of(sent.first()) + " by voter " + in_quotes(sent.first().voter) +
              " stands in the ledger as " + text_of(*one.row) + " of voter " + in_quotes(one.row->voter));
  }

  void judge_answers() {
    for (const auto& one : votes_) {
      const auto& first = one.first();
      const auto stands = entry_of_.count(first.uid) != 0;
      switch (one.result()) {
        case outcome::ok:
          ++verdict_.acknowledged;
          if (stands) break;
          if (state_.destroyed.count(first.uid) != 0)
            ++verdict_.destroyed;
          else
            add(finding::kind::lost, first.voter, text_of(first) + " was recorded, and is not in the ledger");
          break;
        case outcome::failed:
          if (stands)
            add(finding::kind::failed_yet, first.voter, text_of(first) + " was not recorded, and stands in the ledger");
          break;
        case outcome::unknown:
          ++verdict_.unknown;
          break;
      }
    }
  }

  void judge_partitions() {
    std::unordered_map<std::string_view, const ledger_row*> home;
    for (const auto& row : state_.ledger) {
      const auto& first = *home.try_emplace(row.voter, &row).first->second;
      if (row.partition != first.partition && split_.insert(row.voter).second)
        add(finding::kind::misordered, row.voter,
            text_of(row) + " and " + text_of(first) + " are of one voter, and not in one partition");
    }
  }

  void judge_ledger() {
    for (auto& series : series_) {
      if (first_stands(*series.front()))
        judge_first(series);
      else
        judge_order(series);
    }
  }

  // The first vote of a final poll counts, and no other.
  void judge_first(const std::vector<const entry*>& series) {
    const auto& first = first_over(series);
    const entry* counted = nullptr;
    for (const auto* one : series) {
      if (!one->row->counts()) continue;
      if (first.when.ended < one->when.begun)
        add_late(*one, "counts in the ledger", first);
      else if (counted != nullptr)
        add(finding::kind::misordered, one->row->voter,
            text_of(*one->row) + " counts beside " + text_of(*counted->row) + ", and the first vote stands");
      counted = one;
    }
  }

  // Where votes may be changed all count, and down the ledger one that was over before an earlier row's was begun
  // stands too late.
  void judge_order(std::vector<const entry*>& series) {
    for (const auto* one : series)
      if (!one->row->counts())
        add(finding::kind::misordered, one->row->voter,
            text_of(*one->row) + " counts for nothing, and its voter may choose anew");
    if (split_.count(series.front()->row->voter) != 0) return;  // n means nothing across partitions
    std::sort(series.begin(), series.end(), [](const entry* left, const entry* right) {
      return std::pair(left->row->n, right->when.begun) < std::pair(right->row->n, left->when.begun);
    });
    const entry* latest = nullptr;
    for (const auto* one : series) {
      if (!one->row->counts()) continue;
      if (latest != nullptr && one->when.ended < latest->when.begun)
        add(finding::kind::misordered, one->row->voter,
            text_of(*one->row) + " was over at " + in_ms(one->when.ended) + ", and stands in the ledger after " +
                text_of(*latest->row) + ", begun at " + in_ms(latest->when.begun));
      if (latest == nullptr || one->when.begun > latest->when.begun) latest = one;
    }
  }

  void judge_final_votes() {
    for (const auto& row : state_.votes) {
      if (voters_.count({row.voter, row.poll}) == 0) {
        add(finding::kind::foreign, row.voter, text_of(row) + " is the vote of somebody who sent none");
        continue;
      }
      const auto* final = entry_of(row);
      if (final == nullptr)
        add(finding::kind::misordered, row.voter,
            text_of(row) + " is the vote, and is not in the ledger as one that counts");
      else if (final->explained)
        judge_final_vote(*final);
    }
  }

  // Nobody knows which of two votes that overlap came last; but none comes after one that was begun once it was over.
  // Where the first one stands, none comes before one that was over when it was begun.
  void judge_final_vote(const entry& final) {
    const auto& series = *series_with({final.row->voter, final.row->poll});
    if (first_stands(final)) {
      const auto& first = first_over(series);
      if (first.when.ended < final.when.begun) add_late(final, "is the vote", first);
      return;
    }
    const auto& latest = **std::max_element(series.begin(), series.end(), [](const entry* left, const entry* right) {
      return left->when.begun < right->when.begun;
    });
    if (final.when.ended < latest.when.begun)
      add(finding::kind::misordered, final.row->voter,
          text_of(*final.row) + " was over at " + in_ms(final.when.ended) + " and is the vote, not " +
              text_of(*latest.row) + ", begun at " + in_ms(latest.when.begun));
  }

  // What stands in `votes` as the ledger has it; null where it does not, or as one that never counts. Without a uid,
  // the latest one of that choice.
  const entry* entry_of(const vote_row& row) const {
    const auto same = [&](const entry& one) {
      return one.row->voter == row.voter && one.row->poll == row.poll && one.row->choice == row.choice &&
             one.row->counts();
    };
    if (!row.uid.empty()) {
      const auto place = entry_of_.find(row.uid);
      return place != entry_of_.end() && same(ledger_[place->second]) ? &ledger_[place->second] : nullptr;
    }
    const entry* latest = nullptr;
    if (const auto* series = series_with({row.voter, row.poll}))
      for (const auto* one : *series)
        if (same(*one) && (latest == nullptr || one->when.ended > latest->when.ended)) latest = one;
    return latest;
  }

  void judge_missing_votes() {
    std::unordered_set<words, hash> there;
    for (const auto& row : state_.votes) there.insert({row.voter, row.poll});
    for (const auto& series : series_) {
      const auto& row = *series.back()->row;
      if (there.count({row.voter, row.poll}) == 0)
        add(finding::kind::misordered, row.voter, text_of(row) + " is in the ledger, and the voter has no vote");
    }
  }

  void judge_tallies() {
    for (auto& difference : recount(state_)) add(finding::kind::tally, {}, std::move(difference));
  }

  void judge_audit() {
    for (const auto& line : state_.audited) add(finding::kind::tally, {}, "the audit finds a difference: " + line);
  }

  bool first_stands(const entry& one) const { return state_.final_polls.count(one.row->poll) != 0; }

  static const entry& first_over(const std::vector<const entry*>& series) {
    return **std::min_element(series.begin(), series.end(), [](const entry* left, const entry* right) {
      return left->when.ended < right->when.ended;
    });
  }

  const std::vector<const entry*>* series_with(const words& key) const {
    const auto place = series_of_.find(key);
    return place != series_of_.end() ? &series_[place->second] : nullptr;
  }

  void add_late(const entry& late, const std::string& what, const entry& first) {
    add(finding::kind::misordered, late.row->voter,
        text_of(*late.row) + " was begun at " + in_ms(late.when.begun) + " and " + what + ", not " +
            text_of(*first.row) + ", over at " + in_ms(first.when.ended));
  }

  void add(finding::kind what, std::string_view voter, std::string text) {
    verdict_.findings.push_back({what, std::string(voter), std::move(text)});
  }

  const history& all_;
  const final_state& state_;
  verdict verdict_;

  std::vector<vote> votes_;
  std::unordered_map<std::string_view, std::size_t> vote_of_;  // by uid
  std::unordered_map<words, unnamed, hash> unnamed_;           // by voter, poll and choice
  std::unordered_set<words, hash> voters_;                     // voter and poll
  std::vector<entry> ledger_;
  std::unordered_map<std::string_view, std::size_t> entry_of_;  // by uid
  std::vector<std::vector<const entry*>> series_;               // what the ledger has of one voter in one poll
  std::unordered_map<words, std::size_t, hash> series_of_;      // by voter and poll
  std::unordered_set<std::string_view> split_;                  // voters in more than one partition
};

}  // namespace

std::size_t verdict::count(finding::kind what) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const finding& one) { return one.what == what; }));
}

verdict judge(const history& all, const final_state& state) { return judgement{all, state}.pass(); }

}  // namespace scrutin::faults
