#pragma once
// A clock that goes when it is told to.
#include <map>
#include <memory>
#include <utility>

#include "actors/runtime/time_source.hpp"

namespace scrutin::simulation {

class manual_time final : public actors::time_source {
public:
  time_point now() const override { return now_; }
  std::unique_ptr<actors::alarm> make_alarm() override;

  void set_now(time_point now) { now_ = now; }

  /// Rings the first alarm that is due; false where none is.
  bool ring();

private:
  class manual_alarm;
  using key = std::pair<time_point, std::uint64_t>;  // alarms of one time ring in the order in which they were set

  time_point now_{};
  std::uint64_t alarms_set_ = 0;
  std::map<key, std::function<void()>> waiting_;
};

}  // namespace scrutin::simulation
