#pragma once
// What may be voted for.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "actors/ballot.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

/// The ids of the polls that the settings name, and of their options. Small, and copied freely.
class known_options {
public:
  explicit known_options(const std::vector<config::poll>& polls);

  /// Why the ballot is for nothing that is asked here; empty where it is for one of them.
  std::string complaint(const ballot& vote) const;

private:
  std::map<std::string, std::set<std::string>> polls_;
};

}  // namespace scrutin::actors
