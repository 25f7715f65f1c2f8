#pragma once
// What may be voted for.
#include <map>
#include <set>
#include <string>

#include "actors/messages.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

/// The ids of the polls that were ever offered, and of their options: a vote that waited while an operator took its
/// option or its poll away counts all the same. The settings' own are among them.
class known_options {
public:
  known_options() = default;
  explicit known_options(const config::poll_list& polls);

  void add(const std::string& poll, const std::string& option) { polls_[poll].insert(option); }

  /// Why the ballot is for nothing that was ever asked; empty where it is for one option, or for several of one poll.
  /// How many a vote may name, and in what order, is no matter here: the poll may have had other terms when it was
  /// cast.
  std::string complaint(const ballot& vote) const;

private:
  std::map<std::string, std::set<std::string, std::less<>>> polls_;
};

/// The call of offer_options (worker/schema/options.sql): says what these polls offer, asks for all that ever was.
statement offer_statement(const config::poll_list& polls);

/// What the polls offer, and what that answered.
known_options to_known_options(const config::poll_list& polls, const rows& answer);

}  // namespace scrutin::actors
