#include "crowd/lane.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "crowd/person.hpp"
#include "crowd/probe.hpp"
#include "crowd/viewer.hpp"

namespace scrutin::crowd {

lane::lane(const occasion& in, std::vector<unsigned> people, std::vector<unsigned> viewers)
    : scene_{in, io_->get_executor(), seen_},
      people_(std::move(people)),
      viewers_(std::move(viewers)),
      told_(people_.size()),
      left_(people_.size()) {}

lane::~lane() {
  stop();
  io_.reset();  // what its coroutines refer to is still there
}

void lane::start() {
  for (std::size_t i = 0; i < people_.size(); ++i) {
    co_spawn(*io_, live(scene_, people_[i], told_[i]), [this](const std::exception_ptr& failed) {
      if (failed) std::rethrow_exception(failed);
      left_.fetch_sub(1, std::memory_order_release);
    });
  }
  for (const auto number : viewers_) {
    const bool by_socket = number < scene_.asked.sockets;
    const auto seat = scene_.asked.people + number;  // people and viewers draw different times
    co_spawn(*io_, by_socket ? watch_by_socket(scene_, seat) : watch_by_events(scene_, seat), asio::detached);
  }
  co_spawn(*io_, probe(scene_), asio::detached);
  thread_ = std::thread([this] { io_->run(); });
}

void lane::stop() {
  io_->stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace scrutin::crowd
