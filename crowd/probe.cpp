#include "crowd/probe.hpp"

#include "crowd/connection.hpp"

namespace scrutin::crowd {

namespace {

constexpr auto pause = std::chrono::milliseconds(10);

}  // namespace

asio::awaitable<void> probe(scene& in) {
  connection line{in.on, in.asked.result, in.trust, 0};
  const auto patience = std::chrono::duration_cast<clock::duration>(in.asked.patience);
  for (;;) {
    if (in.probe.empty()) {
      co_await wait_for(in.on, pause);
      continue;
    }
    const question what{"GET", "/api/receipts/" + in.probe, "Accept: application/json\r\n"};
    const auto said = co_await line.ask(what, patience, true);
    if (!said || said->status != 200) {
      in.seen.note("a receipt: " + (said ? "answered " + std::to_string(said->status) : said.error().what));
    } else if (said->body.find("\"waiting\"") == said->body.npos) {
      in.seen.counted.record(clock::now() - in.probe_since);
      in.probe.clear();
      continue;
    }
    co_await wait_for(in.on, pause);
  }
}

}  // namespace scrutin::crowd
