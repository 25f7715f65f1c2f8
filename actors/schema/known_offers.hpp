#pragma once
// What may be voted for, and on what terms.
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actors/ballots/messages.hpp"
#include "actors/ballots/offer.hpp"
#include "actors/postgres/messages.hpp"
#include "actors/runtime/expected.hpp"
#include "actors/schema/batches.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

/// Every offer that was ever heard of: a vote that waited while an operator took its option or its poll away counts all
/// the same, as what it was when it was cast. The settings' own offers are among them.
///
/// Ballots of earlier versions of `vote` point to no offer, and Redis may have lost one that a ballot points to: such a
/// ballot may name any option that its poll ever had, and is final, or wants a voter on the roll, where the settings
/// say so of its poll, or else any offer of the poll did.
class known_offers {
public:
  known_offers() = default;
  explicit known_offers(const config::poll_list& polls);

  void add(const std::string& digest, const offer& heard);
  void add(const std::string& poll, const std::string& option) { polls_[poll].options.insert(option); }

  bool knows(std::string_view digest) const { return offers_.contains(digest); }

  /// Whether the ballot is for what was asked once: for one option, or for several of one poll. If not, why.
  /// How many a vote may name, and in what order, is no matter here: the poll may have had other terms when it was
  /// cast.
  expected<void> check(const ballot& vote) const;

  /// The terms under which this ballot was cast.
  sql::ballot_terms terms_of(const ballot& vote) const;

private:
  struct of_poll {
    std::set<std::string, std::less<>> options;
    sql::ballot_terms once{};  ///< what any offer said
    bool in_settings = false;  ///< then `now` is what those say
    sql::ballot_terms now{};
  };

  std::map<std::string, offer, std::less<>> offers_;  ///< by digest
  std::map<std::string, of_poll, std::less<>> polls_;
};

/// The call of offer_polls (actors/schema/offers.sql): says what these polls offer and what else was heard of, asks for
/// all that ever was.
statement offer_statement(const config::poll_list& polls, const std::vector<offer>& heard = {});

/// What the polls offer, and what that answered.
known_offers to_known_offers(const config::poll_list& polls, const rows& answer);

/// Asks Redis for the offers of these digests.
redis_command ask_offers(const std::vector<std::string>& digests);

/// Reads the answer to that; what is missing, or no offer of that digest, is left out.
std::vector<offer> to_offers(const std::vector<std::string>& digests, const redis_value& answer);

}  // namespace scrutin::actors
