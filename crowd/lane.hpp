#pragma once
// One thread of the crowd: an event loop, its share of the people and viewers, and a probe.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "crowd/scene.hpp"
#include "crowd/told_votes.hpp"

namespace scrutin::crowd {

class lane {
public:
  /// `people` and `viewers` are their numbers: those from the plan's count of sockets on watch by events.
  lane(const occasion& in, std::vector<unsigned> people, std::vector<unsigned> viewers);
  ~lane();
  lane(const lane&) = delete;
  lane& operator=(const lane&) = delete;

  void start();
  /// Ends its thread, and what still goes on.
  void stop();

  /// Whether nobody has anything left to do but to watch.
  bool done() const { return left_.load(std::memory_order_acquire) == 0; }
  const figures& seen() const { return seen_; }
  /// After stop().
  const std::vector<told_votes>& told() const { return told_; }

private:
  std::unique_ptr<boost::asio::io_context> io_ = std::make_unique<boost::asio::io_context>(1);
  figures seen_;
  scene scene_;
  std::vector<unsigned> people_;
  std::vector<unsigned> viewers_;
  std::vector<told_votes> told_;
  std::atomic<std::size_t> left_;
  std::thread thread_;
};

}  // namespace scrutin::crowd
