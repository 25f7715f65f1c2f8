#pragma once
// What is counted of HTTP.
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <chrono>

namespace scrutin::actors {

/// One set for each listening address of a process; safe from any thread.
class http_metrics {
public:
  /// `listener` is the label that tells the public address from the admin one.
  http_metrics(prometheus::Registry& registry, const std::string& listener);

  void answered(unsigned status, std::chrono::nanoseconds took);
  void connected() { connections_->Increment(); }
  void disconnected() { connections_->Decrement(); }
  void turned_away() { turned_away_->Increment(); }
  void made_room() { made_room_->Increment(); }

private:
  std::array<prometheus::Counter*, 6> answers_{};  // by the status' first digit
  prometheus::Histogram* seconds_;
  prometheus::Gauge* connections_;
  prometheus::Counter* turned_away_;
  prometheus::Counter* made_room_;
};

}  // namespace scrutin::actors
