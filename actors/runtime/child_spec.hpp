#pragma once
// A child, as its supervisor needs to know it.
#include <caf/actor.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "actors/runtime/messages.hpp"
#include "actors/runtime/restart_policy.hpp"

namespace scrutin::actors {

enum class rising : std::uint8_t {
  at_once,   ///< it serves as soon as it is spawned
  announced  ///< it says `up` when it serves
};
enum class ending : std::uint8_t {
  exit,   ///< by an exit message
  drain,  ///< by `drain`: it ends by itself when its work is done
};

/// One of a supervisor's list, without its type. child_list makes them: what it wires does not compile where it does
/// not fit.
struct child_spec {
  std::string name;
  std::function<caf::actor(const supervisor_actor& parent)> start;
  rising rises = rising::at_once;
  ending ends = ending::exit;
  bool abreast = false;
  std::chrono::milliseconds patience{0};
  restart_limit limit{};
  back_off wait{};
  std::string part{};

  /// A sibling that this one asks, and how it is told of that one's coming, or, by null, of its going.
  struct asked {
    std::string sibling;
    std::function<void(const caf::actor& me, const caf::actor& sibling)> tell;
  };
  std::vector<asked> asks{};

  /// What is no actor and wants to know of its coming and going.
  std::vector<std::function<void(const caf::actor& now)>> shown{};
};

}  // namespace scrutin::actors
