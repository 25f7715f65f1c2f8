#include "actors/ballots/ballot.hpp"

#include <algorithm>
#include <array>

#include "actors/ballots/fnv1a.hpp"
#include "actors/ballots/offer.hpp"
#include "config/poll_rules.hpp"
#include "http/trace_context.hpp"

namespace scrutin::actors {

namespace {

bool is_visible_ascii(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most) return false;
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });  // where char is signed, too
}

}  // namespace

bool is_plain(std::string_view text) { return is_visible_ascii(text, 64); }

bool is_plain_choice(std::string_view text) { return is_visible_ascii(text, config::longest_choice); }

unsigned partition_of(std::string_view voter, unsigned partitions) {
  return static_cast<unsigned>(fnv1a(voter) % partitions);
}

redis_command to_command(const ballot& vote, std::string_view stream) {
  const auto id = vote.id.to_string();
  std::vector<std::string_view> words{"XADD",    stream,  "*",        "uid",    id,         "poll",
                                      vote.poll, "voter", vote.voter, "choice", vote.choice};
  if (!vote.offer.empty()) words.insert(words.end(), {"offer", vote.offer});
  if (!vote.trace.empty()) words.insert(words.end(), {"trace", vote.trace});
  return redis_command{std::span<const std::string_view>(words)};
}

expected<ballot> to_ballot(const redis_value& fields) {
  ballot vote;
  std::array<bool, 4> seen{};
  const auto& items = fields.items();
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const auto& name = items[i].text();
    const auto& value = items[i + 1].text();
    if (name == "uid") {
      const auto id = uid::parse(value);
      if (!id) return problem::that("its uid is none: \"" + value.substr(0, 40) + "\"");
      vote.id = *id;
      seen[0] = true;
    } else if (name == "poll") {
      vote.poll = value;
      seen[1] = is_plain(value);
    } else if (name == "voter") {
      vote.voter = value;
      seen[2] = is_plain(value);
    } else if (name == "choice") {
      vote.choice = value;
      seen[3] = is_plain_choice(value);
    } else if (name == "offer") {
      if (!is_digest(value)) return problem::that("its offer is none: \"" + value.substr(0, 40) + "\"");
      vote.offer = value;
    } else if (name == "trace") {
      if (http::trace_context::parse(value)) vote.trace = value;
    }  // a field that a later version adds is no reason to refuse a vote
  }
  static constexpr std::array names{"uid", "poll", "voter", "choice"};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!seen[i]) {
      return problem::that(std::string("its field \"") + names[i] + "\" is missing, over-long or not plain text");
    }
  }
  return vote;
}

}  // namespace scrutin::actors
