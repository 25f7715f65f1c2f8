#include "actors/runtime/time_source.hpp"

#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace scrutin::actors {

namespace {

class steady_alarm final : public alarm {
public:
  explicit steady_alarm(boost::asio::io_context& io) : timer_(io) {}

  void set(std::chrono::nanoseconds pause, std::function<void()> then) override {
    timer_.expires_after(pause);
    timer_.async_wait([this, mine = ++times_set_, then = std::move(then)](const boost::system::error_code& cancelled) {
      // A timer that had run out already cannot be cancelled any more. `then` keeps its actor, and so this, alive.
      if (!cancelled && mine == times_set_) then();
    });
  }

  void cancel() override {
    ++times_set_;
    timer_.cancel();
  }

private:
  boost::asio::steady_timer timer_;
  std::uint64_t times_set_ = 0;
};

class steady_time final : public time_source {
public:
  explicit steady_time(boost::asio::io_context& io) : io_(io) {}

  time_point now() const override { return std::chrono::steady_clock::now(); }
  std::unique_ptr<alarm> make_alarm() override { return std::make_unique<steady_alarm>(io_); }

private:
  boost::asio::io_context& io_;
};

}  // namespace

std::unique_ptr<time_source> make_steady_time(boost::asio::io_context& io) { return std::make_unique<steady_time>(io); }

}  // namespace scrutin::actors
