#pragma once
// The versions of the settings that operators make of them.
#include <array>
#include <string>
#include <vector>

#include "actors/ballots/offer.hpp"
#include "config/poll.hpp"

namespace scrutin::simulation {

/// One of them, with what a ballot in each of its polls points to.
struct version {
  config::poll_list polls;
  std::vector<actors::offer_ptr> offers;
};

using versions = std::array<version, 3>;
versions make_versions();

/// The choice that `chosen` stands for: some of that poll's options.
std::string choice_of(const config::poll& poll, unsigned chosen);

}  // namespace scrutin::simulation
