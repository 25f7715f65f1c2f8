#include "actors/sync/sync_trouble.hpp"

#include <chrono>
#include <utility>

namespace scrutin::actors {

namespace {

constexpr std::chrono::seconds calm{2};  // so long after its last failure it works again
constexpr unsigned failures_to_tell = 3;

}  // namespace

sync_trouble::sync_trouble(unsigned partition, std::function<void(condition)> tell, time_source& time,
                           spdlog::logger& log)
    : partition_(partition), tell_(std::move(tell)), time_(time), log_(log) {}

void sync_trouble::failed(const std::string& why) {
  ++failures_;
  worked_ = false;
  failed_at_ = time_.now();
  if (std::exchange(complaint_, why) != why) {
    log_.warn("sync of partition {} begins again, and so on until it works: {}", partition_, why);
  }
  if (failures_ < failures_to_tell || std::exchange(told_, why) == why) return;
  report(condition::level::down, why);
}

// What worked a moment ago may be a part of what fails again and again.
void sync_trouble::look() {
  if (failures_ == 0 || !worked_ || time_.now() - failed_at_ < calm) return;
  failures_ = 0;
  complaint_.clear();
  log_.info("sync of partition {} works again", partition_);
  if (std::exchange(told_, {}).empty()) return;
  report(condition::level::up, {});
}

void sync_trouble::report(condition::level level, std::string why) const {
  tell_({"sync", "partition " + std::to_string(partition_), level, std::move(why)});
}

}  // namespace scrutin::actors
