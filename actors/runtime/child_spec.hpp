#pragma once
// One line of a process' architecture: a child, as its supervisor needs to know it.
#include <caf/actor.hpp>
#include <caf/actor_cast.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "actors/runtime/messages.hpp"
#include "actors/runtime/restart_policy.hpp"

namespace scrutin::actors {

/// The handles of the children that run now, by name.
class roster {
public:
  /// The child of that name, or null while it is away.
  template <class Handle>
  Handle get(const std::string& name) const {
    const auto found = handles_.find(name);
    return found == handles_.end() ? Handle{nullptr} : caf::actor_cast<Handle>(found->second);
  }

  void put(const std::string& name, caf::actor handle) { handles_[name] = std::move(handle); }
  void drop(const std::string& name) { handles_.erase(name); }
  void clear() { handles_.clear(); }

private:
  std::map<std::string, caf::actor> handles_;
};

/// Data, but for how the child is started. Children start in the order of the list and stop in reverse, each once the
/// one after it has ended.
struct child_spec {
  enum class rising {
    at_once,   ///< it serves as soon as it is spawned
    announced  ///< it says `up` when it serves
  };
  enum class ending {
    exit,   ///< by an exit message
    drain,  ///< by `drain`: it ends by itself when its work is done
  };

  std::string name;
  std::function<caf::actor(const supervisor_actor& parent, const roster& siblings)> start;
  rising rises = rising::at_once;
  ending ends = ending::exit;
  bool abreast = false;  ///< neighbours in the list that all say so stop at once, and not in turn
  /// A stop that has waited for it for so long goes on with those before it; 0: it waits as long as that takes.
  std::chrono::milliseconds patience{0};
  restart_limit limit{};
  back_off wait{};
  std::vector<std::string> serves{};  ///< the siblings that are told (`adopt`) when it comes and goes
  std::string part{};                 ///< what /readyz calls it; empty: not shown
};

}  // namespace scrutin::actors
