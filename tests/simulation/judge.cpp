#include "tests/simulation/judge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "actors/live/tally_view.hpp"

namespace scrutin::simulation {

namespace {

using counts = std::map<std::pair<std::string, std::string>, std::int64_t>;  // by poll and option

counts recount(const postgres_model& pg) {
  counts all;
  for (const auto& [key, vote] : pg.votes()) {
    for (const auto& option : options_of(vote.first)) ++all[{key.first, option}];
  }
  return all;
}

std::map<std::string, std::int64_t> turnout_of(const postgres_model& pg) {
  std::map<std::string, std::int64_t> all;
  for (const auto& [key, vote] : pg.votes()) ++all[key.first];
  return all;
}

class verdict {
public:
  explicit verdict(const outcome& all) : all_(all), told_(all.told), casts_(all.told.casts()) {}

  std::string find() {
    for (const auto& row : all_.pg.ledger()) {
      if (!place_.emplace(row.uid, row.n).second) return "doubled: " + row.uid;
    }
    for (const auto look : {&verdict::look_at_told, &verdict::look_for_lost, &verdict::look_at_terms,
                            &verdict::look_at_order, &verdict::look_at_votes, &verdict::look_at_tallies,
                            &verdict::look_at_expectations, &verdict::look_at_letters}) {
      if (auto wrong = (this->*look)(); !wrong.empty()) return wrong;
    }
    return differs_from_feed(all_.pg, all_.shown);
  }

private:
  bool applied(voters::number which) const { return place_.contains(casts_[which].uid); }

  // What a voter is told is so.
  std::string look_at_told() {
    if (!told_.lie().empty()) return told_.lie();
    for (const auto& one : casts_) {
      if (one.surely_not && one.recorded_first != 0) return "told that it is not recorded, and it is: " + one.uid;
    }
    return {};
  }

  std::string look_for_lost() {
    for (voters::number i = 0; i < casts_.size(); ++i) {
      if (casts_[i].stands && !applied(i)) return "lost: " + casts_[i].uid + " of " + casts_[i].vote.voter;
      if (casts_[i].recorded_first == 0 && applied(i)) return "from nowhere: " + casts_[i].uid;
    }
    return {};
  }

  // Each ballot counts as its own terms say, in the order of the ledger: one that is final, if its voter had none
  // before.
  std::string look_at_terms() {
    std::set<std::pair<std::string, std::string>> voted;
    for (const auto& row : all_.pg.ledger()) {
      const auto which = told_.find(row.uid);
      if (which == voters::none) return "nobody's: " + row.uid;
      const bool first = !voted.contains({row.poll, row.voter});
      const bool counts = first || !casts_[which].terms->what.final;
      if (counts != (row.n > 0)) {
        return (counts ? "counted for nothing: " : "a final vote came second: ") + row.uid + " of " + row.voter;
      }
      voted.emplace(row.poll, row.voter);
    }
    return {};
  }

  // The order of the recordings is that of the ledger, and the order of a voter's sendings that of the recordings.
  std::string look_at_order() {
    for (voters::number i = 0; i < casts_.size(); ++i) {
      for (voters::number k = 0; k < casts_.size(); ++k) {
        const auto& one = casts_[i];
        const auto& other = casts_[k];
        if (i == k || one.vote.voter != other.vote.voter || !applied(i) || !applied(k)) continue;
        const auto here = place_[one.uid];
        const auto there = place_[other.uid];
        // A ballot whose first recording was destroyed may count by a later one.
        const auto recorded = one.destroyed ? one.recorded_last : one.recorded_first;
        // One that counts for nothing came after another that stands; only a final one says that none stood before it.
        const bool turned = there < 0 ? false : here < 0 ? other.terms->what.final : here > there;
        const bool same_poll = one.vote.poll == other.vote.poll;
        if (recorded < other.recorded_first && turned && (same_poll || (here > 0 && there > 0))) {
          return "misordered: " + one.uid + " after " + other.uid + " of " + one.vote.voter;
        }
        if (told_.before(i, k) && recorded > other.recorded_first && !other.destroyed) {
          return "misordered: " + one.uid + " of " + one.vote.voter + " was over when " + other.uid +
                 " was sent, and was recorded after it";
        }
      }
    }
    return {};
  }

  std::string look_at_votes() {
    std::map<std::pair<std::string, std::string>, voters::number> last;  // by poll and voter
    for (voters::number i = 0; i < casts_.size(); ++i) {
      if (!applied(i)) continue;
      const auto [latest, first] = last.emplace(std::pair{casts_[i].vote.poll, casts_[i].vote.voter}, i);
      if (!first && place_[casts_[i].uid] > place_[casts_[latest->second].uid]) latest->second = i;
    }
    for (const auto& [key, vote] : all_.pg.votes()) {
      const auto found = last.find(key);
      if (found == last.end() || casts_[found->second].uid != vote.second ||
          casts_[found->second].vote.choice != vote.first) {
        return "wrong vote of " + key.second + ": " + vote.second;
      }
    }
    return all_.pg.votes().size() == last.size() ? "" : "voters without a vote";
  }

  std::string look_at_tallies() {
    counts tallies;
    for (const auto& [key, n] : all_.pg.tallies()) tallies[{std::get<0>(key), std::get<1>(key)}] += n;
    std::erase_if(tallies, [](const auto& one) { return one.second == 0; });
    if (tallies != recount(all_.pg)) return "tallies differ from a recount";
    std::map<std::string, std::int64_t> turnout;
    for (const auto& [key, n] : all_.pg.turnout()) turnout[key.first] += n;
    return turnout == turnout_of(all_.pg) ? "" : "turnout differs from a recount";
  }

  // By what voters were told alone: whose vote counts can be known to them but for the ballots whose fate they do not
  // know, and those that were under way at once.
  std::string look_at_expectations() {
    for (voters::number k = 0; k < casts_.size(); ++k) {
      if (!told_.sure(k)) continue;
      const auto& sure = casts_[k];
      const auto vote = all_.pg.votes().find({sure.vote.poll, sure.vote.voter});
      if (vote == all_.pg.votes().end()) return "of no account: " + sure.uid + " of " + sure.vote.voter;
      const auto counts = told_.find(vote->second.second);
      if (counts == voters::none) return "nobody's: " + vote->second.second;
      if (counts == k) continue;
      const auto& one = casts_[counts];
      if (!sure.terms->what.final && told_.before(counts, k)) {
        return "misordered: " + one.uid + " counts, and " + sure.vote.voter + " was told of " + sure.uid + " later";
      }
      if (one.terms->what.final && told_.before(k, counts)) {
        return "a final vote came second: " + one.uid + " of " + sure.vote.voter + ", who was told of " + sure.uid;
      }
    }
    for (const auto& [key, vote] : all_.pg.votes()) {
      const auto which = told_.find(vote.second);
      if (which != voters::none && casts_[which].surely_not) return "refused, and counts: " + vote.second;
    }
    return {};
  }

  std::string look_at_letters() {
    std::set<std::string> buried;
    for (const auto& fields : all_.redis.entries("votes:dead")) {
      if (!buried.insert(fields.back()).second) return "dead letter twice: " + fields.back();
    }
    return buried.size() != all_.letters && !all_.letters_destroyed ? "dead letters are missing" : "";
  }

  const outcome& all_;
  const voters& told_;
  const std::vector<voters::cast>& casts_;
  std::unordered_map<std::string, std::int64_t> place_;  // in the ledger, by uid
};

}  // namespace

std::string differs_from_feed(const postgres_model& pg, const actors::tally_snapshot_ptr& shown) {
  if (!shown) return "the feed shows nothing";
  if (!shown->live()) return "the feed shows what is past";
  auto expected = recount(pg);
  auto voted = turnout_of(pg);
  for (const auto& poll : *shown->polls()) {
    const auto view = actors::tally_view::of(shown, poll.id, actors::proof::valid);
    if (!view || view->counted() == nullptr) return "the feed does not show " + poll.id;
    for (const auto& option : view->counted()->options) {
      const auto found = expected.find({poll.id, option.id});
      const auto votes = found == expected.end() ? 0 : found->second;
      if (found != expected.end()) expected.erase(found);
      if (option.votes != votes) {
        return "the feed shows " + std::to_string(option.votes) + " for " + poll.id + "/" + option.id + ", not " +
               std::to_string(votes);
      }
    }
    const auto voters = voted.find(poll.id);
    if (view->counted()->voters != (voters == voted.end() ? 0 : voters->second)) {
      return "the feed shows another turnout of " + poll.id;
    }
    if (voters != voted.end()) voted.erase(voters);
  }
  // What the settings of that process never named stays unknown to it (config::merge_polls).
  std::erase_if(expected, [&shown](const auto& one) { return shown->find(one.first.first) == nullptr; });
  std::erase_if(voted, [&shown](const auto& one) { return shown->find(one.first) == nullptr; });
  if (!expected.empty()) {
    return "the feed does not show " + expected.begin()->first.first + "/" + expected.begin()->first.second;
  }
  return voted.empty() ? "" : "the feed does not show " + voted.begin()->first;
}

std::string judge(const outcome& all) { return verdict{all}.find(); }

}  // namespace scrutin::simulation
