#include "actors/web/http_metrics.hpp"

namespace scrutin::actors {

http_metrics::http_metrics(prometheus::Registry& registry, const std::string& listener) {
  auto& answers = prometheus::BuildCounter()
                      .Name("scrutin_http_requests_total")
                      .Help("Requests that were answered, by the class of their status.")
                      .Register(registry);
  for (unsigned digit = 1; digit < answers_.size(); ++digit) {
    answers_[digit] = &answers.Add({{"listener", listener}, {"code", std::to_string(digit) + "xx"}});
  }
  seconds_ =
      &prometheus::BuildHistogram()
           .Name("scrutin_http_request_duration_seconds")
           .Help("From a request's last byte to its answer's last byte handed to the kernel.")
           .Register(registry)
           .Add({{"listener", listener}}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                                                  0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5});
  connections_ = &prometheus::BuildGauge()
                      .Name("scrutin_http_connections")
                      .Help("Connections that are open now.")
                      .Register(registry)
                      .Add({{"listener", listener}});
  turned_away_ = &prometheus::BuildCounter()
                      .Name("scrutin_http_connections_refused_total")
                      .Help("Connections closed unanswered, because no more are served at once.")
                      .Register(registry)
                      .Add({{"listener", listener}});
  made_room_ = &prometheus::BuildCounter()
                    .Name("scrutin_http_connections_displaced_total")
                    .Help("Connections that waited for a request, closed to make room for new ones.")
                    .Register(registry)
                    .Add({{"listener", listener}});
}

void http_metrics::answered(unsigned status, std::chrono::nanoseconds took) {
  const auto digit = status / 100;
  if (digit < answers_.size() && answers_[digit] != nullptr) answers_[digit]->Increment();
  seconds_->Observe(std::chrono::duration<double>(took).count());
}

}  // namespace scrutin::actors
