#include "vote/kept_votes.hpp"

#include <algorithm>
#include <optional>

#include "config/poll_rules.hpp"
#include "http/text.hpp"

namespace scrutin::vote {

namespace {

std::string digits_of(const actors::uid& receipt) {
  auto digits = receipt.to_string();
  std::erase(digits, '-');
  return digits;
}

std::optional<actors::uid> receipt_of(std::string_view digits) {
  constexpr std::size_t length = 32;
  if (digits.size() != length) return std::nullopt;
  std::string text(digits);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return actors::uid::parse(text);
}

bool are_ids(std::string_view choice) { return std::ranges::all_of(http::split(choice, '.'), config::is_id); }

std::string written(const kept_vote& vote) {
  auto choice = vote.choice;
  std::ranges::replace(choice, ',', '.');  // RFC 6265 has no comma in a cookie's value
  return vote.poll + ':' + choice + ':' + digits_of(vote.receipt);
}

}  // namespace

kept_votes::kept_votes(std::string_view value) {
  for (const auto entry : http::split(value, '/')) {
    const auto parts = http::split(entry, ':');
    if (parts.size() != 3) continue;
    const auto poll = parts[0];
    const auto ids = parts[1];
    const auto receipt = receipt_of(parts[2]);
    if (!config::is_id(poll) || !are_ids(ids) || !receipt || find(poll) != nullptr) continue;
    std::string choice(ids);
    std::ranges::replace(choice, '.', ',');
    votes_.push_back({std::string(poll), std::move(choice), *receipt});
  }
}

const kept_vote* kept_votes::find(std::string_view poll) const {
  const auto found = std::ranges::find(votes_, poll, &kept_vote::poll);
  return found == votes_.end() ? nullptr : &*found;
}

void kept_votes::keep(kept_vote vote, const config::poll_list& running) {
  std::erase_if(votes_, [&](const kept_vote& old) {
    return old.poll == vote.poll || config::find(running, old.poll) == nullptr;
  });
  votes_.push_back(std::move(vote));
}

std::string kept_votes::to_string() const {
  std::string value;
  for (auto vote = votes_.rbegin(); vote != votes_.rend(); ++vote) {
    auto entry = written(*vote);
    if (!value.empty()) entry += '/';
    if (entry.size() + value.size() > most_bytes) break;
    value.insert(0, entry);
  }
  return value;
}

}  // namespace scrutin::vote
