#pragma once
// What is counted of the original vote page's list.
#include <prometheus/counter.h>
#include <prometheus/registry.h>

namespace scrutin::actors {

struct list_metrics {
  explicit list_metrics(prometheus::Registry& registry);

  prometheus::Counter* moved;  ///< votes that this process saw moved to the streams
  prometheus::Counter* dead_letters;
};

}  // namespace scrutin::actors
