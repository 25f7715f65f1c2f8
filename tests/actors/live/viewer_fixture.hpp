#pragma once
// One browser that watches a poll, with an audience of its own.
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <memory>
#include <string>

#include "actors/live/audience.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listening_socket.hpp"
#include "tests/actors/manual_loop_fixture.hpp"

namespace scrutin::actors {

class ViewerTest : public ManualLoopTest {
protected:
  ViewerTest() {
    service->metrics = std::make_shared<http_metrics>(registry, "test");
    show(1);
  }

  ~ViewerTest() override {
    browser.close();
    turn();
    if (hall) caf::anon_send_exit(hall, caf::exit_reason::user_shutdown);
    hall = nullptr;
    turn();
    EXPECT_EQ(service->sessions.count(), 0U);
  }

  /// Tells the audience that so many voted for "a".
  void show(std::int64_t n, const std::string& poll = "default") {
    auto one = config::default_poll();
    one.id = poll;
    tally_facts facts{.polls = std::make_shared<const config::poll_list>(config::poll_list{one}), .sequence = n};
    facts.votes[poll] = {{"a", n}};
    facts.voters[poll] = n;
    latest = tally_snapshot::make(facts, wall, latest.get());
    caf::anon_send(hall, latest);
    turn();
  }

  /// The server's end of a new connection; with a small `buffer` one that soon takes no more. `of_ours`: our kernel's
  /// buffer is as small.
  tcp_socket connect(int buffer = 0, bool of_ours = true) {
    acceptor at{home.io(), {asio::ip::make_address("127.0.0.1"), 0}};
    browser = asio::ip::tcp::socket{client};
    browser.open(asio::ip::tcp::v4());
    if (buffer > 0) browser.set_option(asio::socket_base::receive_buffer_size(buffer));
    browser.connect(at.local_endpoint());
    tcp_socket socket{home.io()};
    at.accept(socket);
    if (buffer > 0 && of_ours) socket.set_option(asio::socket_base::send_buffer_size(buffer));
    return socket;
  }

  /// All that has come so far.
  const std::string& received() {
    boost::system::error_code error;
    while (const auto ready = browser.available(error)) {
      std::string some(ready, '\0');
      some.resize(browser.read_some(asio::buffer(some), error));
      text += some;
    }
    return text;
  }

  prometheus::Registry registry;
  prometheus::Gauge gauge;
  std::shared_ptr<http_service> service = std::make_shared<http_service>();
  audience_actor hall = home.spawn<audience>(std::make_shared<tally_board>(), &gauge);
  tally_snapshot_ptr latest;
  asio::io_context client;
  asio::ip::tcp::socket browser{client};
  std::string text;
};

}  // namespace scrutin::actors
