#pragma once
// The children of one supervisor: the architecture of a process at a glance.
#include <boost/asio/post.hpp>
#include <caf/actor_cast.hpp>
#include <caf/send.hpp>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "actors/runtime/child_spec.hpp"
#include "actors/runtime/loop.hpp"

namespace scrutin::actors {

/// Whether an actor of that type takes such a message; one without a type takes all.
template <class Handle, class Message>
concept takes = std::is_same_v<Handle, caf::actor> ||
    caf::detail::tl_contains<typename Handle::signatures, caf::reacts_to<Message>>::value;

/// One line of a list: data, but for how the child is started. `Handle` is its actor's type.
template <class Handle>
struct child {
  std::string name;  ///< unlike any sibling's; for logs
  std::function<Handle(const supervisor_actor& parent)> start;
  rising rises = rising::at_once;
  ending ends = ending::exit;
  bool abreast = false;  ///< neighbours in the list that all say so stop at once, and not in turn
  /// A stop that has waited for it for so long goes on with those before it; 0: it waits as long as that takes.
  std::chrono::milliseconds patience{0};
  restart_limit limit{};
  back_off wait{};
  std::string part{};  ///< what /readyz calls it; empty: not shown
};

/// Children start in the order of the list and stop in reverse, each once the one after it has ended. Who asks another
/// stands after it.
class child_list {
public:
  /// A child of this list, by which those after it say that they ask it. Valid as long as the list is.
  template <class Handle>
  class place {
  public:
    /// This child is told `sibling<Asked, Role>` when that one comes and goes; what it does not take does not compile.
    template <class Role = void, class Asked>
    requires takes<Handle, sibling<Asked, Role>> place& asks(const place<Asked>& other, unsigned which = 0) {
      mine().asks.push_back(
          {other.mine().name, [which](const caf::actor& me, const caf::actor& now) {
             caf::anon_send(caf::actor_cast<Handle>(me), sibling<Asked, Role>{caf::actor_cast<Asked>(now), which});
           }});
      return *this;
    }

    /// The same child for those who need no more of it than `Less`, a part of what it takes.
    template <class Less>
    place<Less> as() const {
      static_assert(std::is_convertible_v<Handle, Less>);
      return {*all_, index_};
    }

    /// `tell` hears of this child on that loop: for what is no actor, and lives there.
    place& shows(loop& where, std::function<void(Handle)> tell) {
      mine().shown.push_back([&where, tell = std::move(tell)](const caf::actor& now) {
        asio::post(where.io(), [tell, now = caf::actor_cast<Handle>(now)] { tell(now); });
      });
      return *this;
    }

  private:
    friend class child_list;
    template <class>
    friend class place;
    place(std::vector<child_spec>& all, std::size_t index) : all_(&all), index_(index) {}
    child_spec& mine() const { return (*all_)[index_]; }

    std::vector<child_spec>* all_;
    std::size_t index_;
  };

  child_list() : all_(std::make_unique<std::vector<child_spec>>()) {}

  template <class Handle>
  place<Handle> add(child<Handle> one) {
    all_->push_back({
        .name = std::move(one.name),
        .start = [start = std::move(one.start)](
                     const supervisor_actor& parent) { return caf::actor_cast<caf::actor>(start(parent)); },
        .rises = one.rises,
        .ends = one.ends,
        .abreast = one.abreast,
        .patience = one.patience,
        .limit = one.limit,
        .wait = one.wait,
        .part = std::move(one.part),
    });
    return {*all_, all_->size() - 1};
  }

  /// What a supervisor takes. The list is empty after it.
  std::vector<child_spec> take() { return std::exchange(*all_, {}); }

private:
  std::unique_ptr<std::vector<child_spec>> all_;  // places stay valid where the list is moved
};

}  // namespace scrutin::actors
