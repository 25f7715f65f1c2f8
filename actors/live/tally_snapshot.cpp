#include "actors/live/tally_snapshot.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <utility>
#include <vector>

#include "actors/ballots/fnv1a.hpp"
#include "actors/live/tally_json.hpp"
#include "actors/live/tally_view.hpp"
#include "config/poll_keys.hpp"

namespace scrutin::actors {

namespace {

// A digest: whoever says the same finds the same one, in this process and in others. Retired options are not in it:
// they are there because someone voted for them, which may not be public.
std::string edition_of(const config::poll& poll) {
  auto digest = fnv1a(poll.id);
  const auto add = [&digest](std::string_view text) { digest = fnv1a("\n", fnv1a(text, digest)); };
  const auto add_text = [&add](const config::text& text) {
    for (const auto& [language, words] : text.by_language) {
      add(language);
      add(words);
    }
  };
  add_text(poll.question);
  for (const auto& option : poll.options) {
    if (option.retired) continue;
    add(option.id);
    for (const auto& [key, value] : config::look_of(option)) add(value);
    add_text(option.label);
  }
  return to_hex(digest);
}

// `counted` is null for who may not see it.
std::shared_ptr<const tally_text> make_text(const config::poll& poll, const poll_standing& standing, bool live,
                                            const tally* counted, const std::shared_ptr<const tally_text>& before) {
  tally_text made;
  const auto object = boost::json::serialize(to_json(poll, standing, live, counted));
  made.figures = object.substr(1, object.size() - 2);
  if (counted != nullptr) {
    made.timeline = R"(,"timeline":)" + boost::json::serialize(to_json(counted->over_time));
  }
  if (before && before->figures == made.figures && before->timeline == made.timeline) return before;
  made.timeline_digest = fnv1a(made.timeline);
  made.digest = fnv1a(made.timeline, fnv1a(made.figures));
  return std::make_shared<const tally_text>(std::move(made));
}

template <class Value>
const Value& value_of(const std::map<std::string, Value, std::less<>>& map, std::string_view key) {
  static const Value none{};
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

// Whether the options have these votes still: a tally is not made anew for that.
bool says(const tally& known, const counts& votes) {
  return std::ranges::all_of(known.options, [&votes](const option_tally& option) {
    return option.votes == std::max<std::int64_t>(0, value_of(votes, option.id));
  });
}

}  // namespace

std::string to_hex(std::uint64_t number) {
  std::array<char, 16> digits{};
  char* const begin = digits.data();
  return {begin, std::to_chars(begin, begin + digits.size(), number, 16).ptr};
}

std::shared_ptr<const tally_snapshot> tally_snapshot::make(const tally_facts& facts, clock::time_point now,
                                                           const tally_snapshot* before) {
  auto made = std::make_shared<tally_snapshot>();
  made->sequence_ = facts.sequence;
  made->live_ = facts.live;
  made->polls_ = facts.polls;
  if (before != nullptr && before->shares(facts, now)) {
    made->places_ = before->places_;
    made->standings_ = before->standings_;
    made->phases_at_ = before->phases_at_;
    made->next_change_ = before->next_change_;
    for (const auto& poll : *facts.touched) {
      const auto place = made->places_->find(poll);
      if (place == made->places_->end()) continue;
      made->standings_[place->second] = made->stand((*facts.polls)[place->second], facts, before);
    }
    return made;
  }
  made->phases_at_ = now;
  places by_id;
  for (const auto& poll : *facts.polls) {
    by_id.emplace(poll.id, made->standings_.size());
    made->standings_.push_back(made->stand(poll, facts, before));
    const auto next = config::next_change(poll, now);
    if (next && (!made->next_change_ || *next < *made->next_change_)) made->next_change_ = next;
  }
  made->places_ = std::make_shared<const places>(std::move(by_id));
  return made;
}

// Whether all polls but those that were touched stand then as they do in this one. The clock may have been set back.
bool tally_snapshot::shares(const tally_facts& facts, clock::time_point now) const {
  return facts.touched && facts.polls == polls_ && facts.live == live_ && now >= phases_at_ &&
         (!next_change_ || now < *next_change_);
}

auto tally_snapshot::at(std::string_view poll) const -> standing_ptr {
  const auto place = places_->find(poll);
  return place == places_->end() ? nullptr : standings_[place->second];
}

// A poll of many is what changes; the others stand as they did, which costs a look at each.
auto tally_snapshot::stand(const config::poll& poll, const tally_facts& facts, const tally_snapshot* before) const
    -> standing_ptr {
  const auto phase = config::phase_of(poll, phases_at_);
  const auto viewers = value_of(facts.viewers, poll.id);
  const auto& votes = value_of(facts.votes, poll.id);
  const auto voters = value_of(facts.voters, poll.id);
  const auto& over_time = value_of(facts.timelines, poll.id);

  auto was = before == nullptr ? nullptr : before->at(poll.id);
  if (was && before->polls_ == polls_ && before->live_ == live_ && was->phase_ == phase && was->viewers_ == viewers &&
      was->counted_.voters == voters && says(was->counted_, votes) && was->counted_.over_time == over_time) {
    return was;
  }

  auto counted = make_tally(poll, votes);
  counted.voters = voters;
  auto one = std::make_shared<poll_standing>();
  one->phase_ = phase;
  one->viewers_ = viewers;
  one->edition_ = was && before->polls_ == polls_ ? was->edition_ : edition_of(poll);
  one->counted_ = std::move(counted);
  one->counted_.over_time = over_time;
  const auto text = [&](bool has_receipt, const std::shared_ptr<const tally_text>& same) {
    const bool may = may_see(poll, phase, has_receipt);
    return make_text(poll, *one, live_, may ? &one->counted_ : nullptr, same);
  };
  one->for_all_ = text(false, was ? was->for_all_ : nullptr);
  one->for_voters_ = may_see(poll, phase, true) == may_see(poll, phase, false)
                         ? one->for_all_
                         : text(true, was ? was->for_voters_ : nullptr);
  return one;
}

const poll_standing* tally_snapshot::find(std::string_view poll) const { return at(poll).get(); }

bool tally_snapshot::differs(std::string_view poll, const tally_snapshot* before) const {
  const auto* is = find(poll);
  const auto* was = before == nullptr ? nullptr : before->find(poll);
  if (is == nullptr || was == nullptr) return is != was;
  return differ(*is, *was);
}

bool tally_snapshot::differs(const tally_snapshot* before) const {
  if (before == nullptr || polls_ != before->polls_ || sequence_ != before->sequence_ || live_ != before->live_) {
    return true;
  }
  // Of the same polls, in the same places.
  return !std::ranges::equal(standings_, before->standings_, [](const standing_ptr& is, const standing_ptr& was) {
    return is == was || !differ(*is, *was);
  });
}

bool tally_snapshot::differ(const poll_standing& is, const poll_standing& was) {
  return is.for_all_ != was.for_all_ || is.for_voters_ != was.for_voters_;
}

}  // namespace scrutin::actors
