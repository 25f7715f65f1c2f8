#pragma once
// What a ballot means: the terms under which its voter was asked.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/poll.hpp"

namespace scrutin::actors {

/// The part of a poll that decides what a ballot in it is worth. `vote` makes it known in Redis (`offers_key`,
/// keys.hpp) before it takes the first ballot for it, and each ballot carries its digest: so a ballot means what its
/// voter was asked, whatever the settings of any process say by the time it is applied. It never changes; other terms
/// are another offer.
struct offer {
  std::string poll;
  std::vector<std::string> options;  ///< ids, in the order in which the poll lists them
  bool final = false;                ///< whether a voter's first vote stands
  bool roll = false;                 ///< whether voters must be on the poll's roll (roll.hpp)

  /// What `poll` offers to those who vote now: retired options are not among it.
  static offer of(const config::poll& poll);

  /// One line of JSON, the same for the same offer: what stands in Redis.
  std::string to_string() const;

  /// Reads that; nothing where `text` is anything else.
  static std::optional<offer> parse(std::string_view text);

  /// Names the offer: 16 lower-case hexadecimal digits, the first 64 bits of SHA-256 of to_string(). No more, since
  /// who could look for two offers of one digest writes the settings anyway.
  std::string digest() const;

  /// The options, with commas between them.
  std::string options_text() const;

  bool operator==(const offer&) const = default;
};

/// Whether `text` looks like an offer's digest.
bool is_digest(std::string_view text);

/// An offer with its digest, made once for all ballots that point to it.
struct published_offer {
  explicit published_offer(offer which) : what(std::move(which)), digest(what.digest()) {}

  offer what;
  std::string digest;
};
using offer_ptr = std::shared_ptr<const published_offer>;

}  // namespace scrutin::actors
