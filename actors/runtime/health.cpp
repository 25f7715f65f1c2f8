#include "actors/runtime/health.hpp"

namespace scrutin::actors {

auto health::make_behavior() -> behavior_type {
  return {
      [this](condition& told) {
        auto& known = conditions_[{told.part, told.who}];
        known = std::move(told);
      },
      [this](drain_atom) { draining_ = true; },
      [this](ready_atom) { return now(); },
  };
}

readiness health::now() const {
  readiness answer;
  answer.ready = !draining_;
  if (draining_) answer.parts.push_back({"process", "", condition::level::down, "it is stopping"});
  for (const auto& [key, known] : conditions_) {
    if (known.is == condition::level::down) answer.ready = false;
    answer.parts.push_back(known);
  }
  return answer;
}

}  // namespace scrutin::actors
