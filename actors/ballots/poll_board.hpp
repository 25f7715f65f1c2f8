#pragma once
// The polls that run now.
#include <memory>
#include <mutex>

#include "config/poll.hpp"

namespace scrutin::actors {

using polls_ptr = std::shared_ptr<const config::poll_list>;

/// The polls of one process as its settings name them, replaced as a whole when those are loaded again. Any thread may
/// ask at any time; who needs the same polls twice asks once and keeps the answer.
class poll_board {
public:
  explicit poll_board(config::poll_list polls) : polls_(std::make_shared<const config::poll_list>(std::move(polls))) {}

  /// Never null. It stays as it is, and valid as long as it is held, whatever is loaded meanwhile.
  polls_ptr now() const {
    const std::lock_guard lock{mutex_};
    return polls_;
  }

  void replace(config::poll_list polls) {
    auto made = std::make_shared<const config::poll_list>(std::move(polls));
    const std::lock_guard lock{mutex_};
    polls_.swap(made);  // what it replaced is freed after the lock
  }

private:
  mutable std::mutex mutex_;
  polls_ptr polls_;
};

}  // namespace scrutin::actors
