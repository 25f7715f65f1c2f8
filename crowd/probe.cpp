#include "crowd/probe.hpp"

#include "crowd/receipt.hpp"

namespace scrutin::crowd {

namespace {

constexpr auto pause = std::chrono::milliseconds(10);

}  // namespace

asio::awaitable<void> probe(scene& in) {
  connection line{in.on, in.asked.result, in.trust, 0};
  const auto patience = to_duration(in.asked.patience);
  for (;;) {
    if (in.probe.empty()) {
      co_await wait_for(in.on, pause);
      continue;
    }
    const auto state = co_await ask_receipt(line, in.probe, patience);
    if (!state) {
      in.seen.note("a receipt: " + state.error().what);
    } else if (*state != "waiting") {
      in.seen.counted.record(clock::now() - in.probe_since);
      in.probe.clear();
      continue;
    }
    co_await wait_for(in.on, pause);
  }
}

}  // namespace scrutin::crowd
