#include "actors/runtime/supervisor.hpp"

#include <algorithm>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <exception>
#include <random>

#include "actors/runtime/failure.hpp"

namespace scrutin::actors {

supervisor::supervisor(caf::actor_config& config, loop& home, std::string label, std::vector<child_spec> children,
                       health_actor watcher)
    : pinned(config, home), label_(std::move(label)), watcher_(std::move(watcher)) {
  std::random_device seeds;
  for (auto& spec : children) {
    const restart_policy policy{spec.limit, spec.wait, seeds()};
    children_.push_back({std::move(spec), policy});
    children_.back().pause = home.time().make_alarm();
  }
}

auto supervisor::make_behavior() -> behavior_type {
  set_down_handler([this](caf::down_msg& down) {
    if (auto* one = find(down.source)) went_down(*one, down.reason);
  });
  for (auto& one : children_) start(one);
  return {
      [this](up_atom, const caf::strong_actor_ptr& who) {
        auto* one = find(caf::actor_cast<caf::actor_addr>(who));
        if (one != nullptr && !one->up) came_up(*one);
      },
      [this](drain_atom) {
        if (std::exchange(stopping_, true)) return;
        log().debug("supervisor {} stops its children", label_);
        stop_next();
      },
      [this](tick_atom, const std::string& name, std::uint64_t incarnation) {
        for (auto& one : children_) {
          if (one.spec.name != name || one.incarnation != incarnation) continue;
          if (!stopping_) return start(one);
          if (!one.told || !one.handle) return;  // it was to be started again
          one.overdue = true;
          log().warn("supervisor {} goes on without {}, which does not stop", label_, name);
          return stop_next();
        }
      },
  };
}

void supervisor::start(child& one) {
  ++one.incarnation;
  try {
    one.handle = one.spec.start(supervisor_actor{this});
  } catch (const std::exception& e) {
    return went_down(one, make_error(failure::refused, std::string("it could not be started: ") + e.what()));
  }
  monitor(one.handle);
  for (const auto& asked : one.spec.asks) {
    const auto other = std::ranges::find(children_, asked.sibling, [](const child& it) { return it.spec.name; });
    if (other != children_.end() && other->up) asked.tell(one.handle, other->handle);
  }
  if (one.spec.rises == rising::at_once) came_up(one);
}

void supervisor::came_up(child& one) {
  one.up = true;
  one.policy.up(home().time().now());
  report(one, condition::level::up, {});
  tell_of(one);
}

void supervisor::went_down(child& one, const caf::error& why) {
  const auto reason = describe(why);
  one.handle = nullptr;
  one.up = false;
  report(one, condition::level::down, reason);
  tell_of(one);
  if (stopping_) {
    log().debug("supervisor {} stopped {}", label_, one.spec.name);
    return stop_next();
  }
  const auto pause = one.policy.ended(home().time().now());
  if (!pause) {
    const auto& limit = one.spec.limit;
    const auto who = one.spec.name + " (" + label_ + ") ended";
    if (limit.most == 0) return quit(make_error(failure::refused, who + ": " + reason));
    return quit(make_error(failure::refused, who + " more than " + std::to_string(limit.most) + " times in " +
                                                 std::to_string(limit.period.count()) + " s, last with: " + reason));
  }
  log().warn("{} ({}) ended: {}; restarting in {} ms", one.spec.name, label_, reason, pause->count());
  tick(one, *pause);
}

void supervisor::tell_of(const child& one) {
  for (const auto& other : children_) {
    if (!other.handle) continue;
    for (const auto& asked : other.spec.asks) {
      if (asked.sibling == one.spec.name) asked.tell(other.handle, one.handle);
    }
  }
  for (const auto& show : one.spec.shown) show(one.handle);
}

void supervisor::report(const child& one, condition::level level, std::string why) {
  if (watcher_ && !one.spec.part.empty()) send(watcher_, condition{one.spec.part, label_, level, std::move(why)});
}

void supervisor::stop(child& one) {
  if (!one.handle || std::exchange(one.told, true)) return;
  if (one.spec.ends == ending::drain) {
    caf::anon_send(one.handle, drain_atom::value);
  } else {
    send_exit(one.handle, caf::exit_reason::user_shutdown);
  }
  if (one.spec.patience.count() > 0) tick(one, one.spec.patience);
}

void supervisor::tick(child& one, std::chrono::milliseconds after) {
  one.pause->set(after, on([this, name = one.spec.name, incarnation = one.incarnation] {
                   send(this, tick_atom::value, name, incarnation);
                 }));
}

// The last of those that are left, with all that stand abreast of it; their down messages bring the next.
void supervisor::stop_next() {
  bool anyone = false;
  auto one = children_.rbegin();
  for (; one != children_.rend() && (!one->handle || one->overdue); ++one) anyone = anyone || one->handle;
  if (one == children_.rend()) {
    if (!anyone) quit();
    return;
  }
  stop(*one);
  if (!one->spec.abreast) return;
  for (++one; one != children_.rend() && one->spec.abreast; ++one) stop(*one);
}

supervisor::child* supervisor::find(const caf::actor_addr& address) {
  for (auto& one : children_) {
    if (one.handle && one.handle.address() == address) return &one;
  }
  return nullptr;
}

void supervisor::on_exit() {
  for (auto one = children_.rbegin(); one != children_.rend(); ++one) {
    if (one->handle) send_exit(one->handle, caf::exit_reason::user_shutdown);
    // Specs hold what their children were given, and children hold their supervisor.
    one->handle = nullptr;
    one->spec = {};
    one->pause->cancel();
  }
  watcher_ = nullptr;
}

}  // namespace scrutin::actors
