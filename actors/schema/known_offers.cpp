#include "actors/schema/known_offers.hpp"

#include <algorithm>

#include "actors/ballots/keys.hpp"
#include "actors/postgres/array_literal.hpp"
#include "http/text.hpp"

namespace scrutin::actors {

known_offers::known_offers(const config::poll_list& polls) {
  for (const auto& poll : polls) {
    const auto offered = offer::of(poll);
    add(offered.digest(), offered);
    auto& known = polls_[poll.id];
    for (const auto& option : poll.options) known.options.insert(option.id);
    known.in_settings = true;
    known.now = {offered.final, offered.roll};
  }
}

void known_offers::add(const std::string& digest, const offer& heard) {
  offers_.emplace(digest, heard);
  auto& known = polls_[heard.poll];
  known.options.insert(heard.options.begin(), heard.options.end());
  known.once.final |= heard.final;
  known.once.roll |= heard.roll;
}

expected<void> known_offers::check(const ballot& vote) const {
  const auto cast_under = offers_.find(vote.offer);
  if (cast_under != offers_.end() && cast_under->second.poll != vote.poll) {
    return problem::that("it is for the poll \"" + vote.poll + "\", and its offer for \"" + cast_under->second.poll +
                         "\"");
  }
  const auto poll = polls_.find(vote.poll);
  if (poll == polls_.end()) return problem::that("no poll \"" + vote.poll + "\" was ever offered");
  const auto offered = [&](std::string_view option) {
    if (cast_under != offers_.end()) return std::ranges::count(cast_under->second.options, option) > 0;
    return poll->second.options.contains(option);
  };
  std::set<std::string_view> named;
  for (const auto option : http::split(vote.choice, ',')) {
    if (!offered(option)) {
      return problem::that("poll \"" + vote.poll + "\" has no option \"" + std::string(option) + "\"");
    }
    if (!named.insert(option).second) {
      return problem::that("it names the option \"" + std::string(option) + "\" twice");
    }
  }
  return {};
}

sql::ballot_terms known_offers::terms_of(const ballot& vote) const {
  if (const auto found = offers_.find(vote.offer); found != offers_.end()) {
    return {found->second.final, found->second.roll};
  }
  const auto poll = polls_.find(vote.poll);
  if (poll == polls_.end()) return {};
  return poll->second.in_settings ? poll->second.now : poll->second.once;
}

statement offer_statement(const config::poll_list& polls, const std::vector<offer>& heard) {
  array_literal digests;
  array_literal ids;
  array_literal options;
  array_literal finals;
  array_literal rolls;
  const auto add = [&](const offer& one) {
    digests.add(one.digest());
    ids.add(one.poll);
    options.add(one.options_text());
    finals.add(one.final ? "t" : "f");
    rolls.add(one.roll ? "t" : "f");
  };
  for (const auto& poll : polls) add(offer::of(poll));
  for (const auto& one : heard) add(one);
  return {
      "SELECT digest, poll, options, final, roll "
      "FROM offer_polls($1::text[], $2::text[], $3::text[], $4::boolean[], $5::boolean[])",
      {digests.take(), ids.take(), options.take(), finals.take(), rolls.take()}};
}

known_offers to_known_offers(const config::poll_list& polls, const rows& answer) {
  known_offers known{polls};
  for (const auto& row : answer.values) {
    if (row.size() != 5 || !row[1] || !row[2]) continue;
    offer heard{*row[1], {}, row[3] == "t", row[4] == "t"};
    if (!row[2]->empty()) {
      for (const auto option : http::split(*row[2], ',')) heard.options.emplace_back(option);
    }
    if (row[0]) {
      known.add(*row[0], heard);
    } else {
      for (const auto& option : heard.options) known.add(heard.poll, option);
    }
  }
  return known;
}

redis_command ask_offers(const std::vector<std::string>& digests) {
  std::vector<std::string> words{"HMGET", offers_key};
  words.insert(words.end(), digests.begin(), digests.end());
  return redis_command{words};
}

std::vector<offer> to_offers(const std::vector<std::string>& digests, const redis_value& answer) {
  std::vector<offer> found;
  const auto& texts = answer.items();
  for (std::size_t i = 0; i < std::min(digests.size(), texts.size()); ++i) {
    if (texts[i].nil()) continue;
    auto read = offer::parse(texts[i].text());
    if (read && read->digest() == digests[i]) found.push_back(*std::move(read));
  }
  return found;
}

}  // namespace scrutin::actors
