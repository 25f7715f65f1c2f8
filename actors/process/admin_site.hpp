#pragma once
// Probes and metrics, on the admin address of each process.
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <string>

#include "actors/runtime/messages.hpp"
#include "actors/web/site.hpp"

namespace scrutin::actors {

/// /livez: the event loop turns. /readyz: 200 when every part can work, else 503; names each part. /metrics:
/// Prometheus' text format.
class admin_site final : public site {
public:
  admin_site(std::shared_ptr<prometheus::Registry> registry, health_actor watcher);

  void answer(http_session& session) override;

private:
  void answer_ready(http_session& session);
  void answer_metrics(http_session& session);

  /// What /readyz says now, as numbers.
  void count(const readiness& found);

  std::shared_ptr<prometheus::Registry> registry_;
  health_actor watcher_;
  prometheus::Gauge* heap_;
  prometheus::Gauge* ready_;
  prometheus::Family<prometheus::Gauge>* states_;
  std::map<std::string, prometheus::Gauge*> parts_;
};

}  // namespace scrutin::actors
