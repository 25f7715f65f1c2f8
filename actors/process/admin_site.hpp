#pragma once
// Probes and metrics, on the admin address of each process.
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <memory>

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

  std::shared_ptr<prometheus::Registry> registry_;
  health_actor watcher_;
  prometheus::Gauge* heap_;
};

}  // namespace scrutin::actors
