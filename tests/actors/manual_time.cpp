#include "tests/actors/manual_time.hpp"

namespace scrutin::simulation {

class manual_time::manual_alarm final : public actors::alarm {
public:
  explicit manual_alarm(manual_time& time) : time_(time) {}
  ~manual_alarm() override { cancel(); }
  manual_alarm(const manual_alarm&) = delete;
  manual_alarm& operator=(const manual_alarm&) = delete;

  void set(std::chrono::nanoseconds pause, std::function<void()> then) override {
    cancel();
    at_ = {time_.now_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause), ++time_.alarms_set_};
    time_.waiting_[at_] = std::move(then);
  }

  void cancel() override {
    // Taken out first: what it holds may be the last to hold the actor, and so this.
    const auto then = time_.waiting_.extract(at_);
  }

private:
  manual_time& time_;
  key at_{};
};

std::unique_ptr<actors::alarm> manual_time::make_alarm() { return std::make_unique<manual_alarm>(*this); }

bool manual_time::ring() {
  if (waiting_.empty() || waiting_.begin()->first.first > now_) return false;
  const auto then = waiting_.extract(waiting_.begin());
  then.mapped()();
  return true;
}

}  // namespace scrutin::simulation
