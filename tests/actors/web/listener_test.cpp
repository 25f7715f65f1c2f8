// What a listener does where the kernel gives it no connection, and how several share one quota.
#include "actors/web/listener.hpp"

#include <prometheus/registry.h>
#include <spdlog/sinks/ostream_sink.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <deque>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/actors/loop_fixture.hpp"

namespace scrutin::actors {
namespace {

using namespace std::chrono_literals;

class Listener : public LoopTest {
protected:
  struct door {
    std::shared_ptr<listening_socket> socket;
    std::shared_ptr<http_service> service;
    listener_actor actor;
  };

  Listener() { log->sinks() = {std::make_shared<spdlog::sinks::ostream_sink_mt>(lines)}; }

  ~Listener() override {
    for (auto& one : doors) caf::anon_send_exit(one.actor, caf::exit_reason::user_shutdown);
    doors.clear();
    while (home.poll() > 0) {
    }
  }

  door& open(const std::shared_ptr<connection_quota>& quota) {
    auto opened = listening_socket::open({"127.0.0.1", 0}, 1);
    auto& made = doors.emplace_back();
    made.socket = std::make_shared<listening_socket>(std::move(opened).value());
    made.service = std::make_shared<http_service>();
    made.service->metrics = metrics;
    made.service->sessions = open_sessions{quota};
    made.actor = home.spawn<listener>(made.socket, 0U, made.service);
    home.poll();
    return made;
  }

  asio::ip::tcp::socket connect(const door& to) {
    asio::ip::tcp::socket client{io};
    client.connect({asio::ip::make_address("127.0.0.1"), to.socket->at().port});
    return client;
  }

  std::size_t said(const std::string& words) const {
    const auto all = lines.str();
    std::size_t times = 0;
    for (auto at = all.find(words); at != all.npos; at = all.find(words, at + 1)) ++times;
    return times;
  }

  /// What the loop does meanwhile, in handlers. It gets its turns even where the machine takes the whole time away.
  std::size_t turns(std::chrono::milliseconds how_long) {
    constexpr int least = 1000;
    std::size_t all = 0;
    const auto end = clock::now() + how_long;
    for (int i = 0; i < least || clock::now() < end; ++i) all += home.io().poll_one();
    return all;
  }

  std::ostringstream lines;
  prometheus::Registry registry;
  std::shared_ptr<http_metrics> metrics = std::make_shared<http_metrics>(registry, "test");
  std::deque<door> doors;
  asio::io_context io;
};

TEST_F(Listener, RestsWhileThereAreNoDescriptorsAndSaysSoOnce) {
  auto& door = open(std::make_shared<connection_quota>(8));
  auto client = connect(door);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(STDIN_FILENO);
  ASSERT_GE(next, 0);
  ::close(next);
  const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto handlers = turns(450ms);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_LT(handlers, 50U);
  EXPECT_EQ(said("accepts no connection"), 1U) << lines.str();
  EXPECT_EQ(door.service->sessions.count(), 0U);
  EXPECT_TRUE(run_until([&] { return door.service->sessions.count() == 1; }));
  EXPECT_EQ(said("again\n"), 1U) << lines.str();
}

// An error that stays must not take the loop's whole time, whatever it is.
TEST_F(Listener, RestsAfterAnErrorOfItsSocket) {
  auto& door = open(std::make_shared<connection_quota>(8));
  auto broken = door.socket->accept_on(home.io(), 0);
  ASSERT_EQ(::shutdown(broken.native_handle(), SHUT_RDWR), 0);  // accept(2) says EINVAL from here on
  EXPECT_LT(turns(450ms), 50U);
  EXPECT_EQ(said("accepts no connection"), 1U) << lines.str();
}

TEST_F(Listener, SharesItsQuotaWithTheOtherLoops) {
  const auto quota = std::make_shared<connection_quota>(3);
  auto& one = open(quota);
  auto& other = open(quota);
  std::vector<asio::ip::tcp::socket> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(connect(one));  // all room, by way of one loop
  ASSERT_TRUE(run_until([&] { return one.service->sessions.count() == 3; }));
  auto refused = connect(other);
  refused.non_blocking(true);
  char byte = 0;
  boost::system::error_code error;
  EXPECT_TRUE(run_until([&] {
    refused.read_some(asio::buffer(&byte, 1), error);
    return error != asio::error::would_block;
  }));
  EXPECT_EQ(error, asio::error::eof);
  clients.pop_back();
  ASSERT_TRUE(run_until([&] { return one.service->sessions.count() == 2; }));
  EXPECT_EQ(quota->taken(), 2U);
  clients.push_back(connect(other));
  EXPECT_TRUE(run_until([&] { return other.service->sessions.count() == 1; }));
  EXPECT_EQ(quota->taken(), 3U);
}

}  // namespace
}  // namespace scrutin::actors
