// ./dev bench abuse: what honest people notice while strangers hold 2,000 connections and waste them, each way of it in
// turn, beside the same traffic without them in the same minute; what such a connection costs; and whether a million
// requests that are all different leave anything behind. ABUSE_BENCH_CONNECTIONS, ABUSE_BENCH_SECONDS and
// ABUSE_BENCH_VISITS change how much.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/rounds.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"

namespace {

using namespace scrutin;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using clock_type = std::chrono::steady_clock;
using namespace asio::experimental::awaitable_operators;

unsigned number(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::stoul(text));
}

tcp::endpoint at(std::uint16_t port) { return {asio::ip::make_address("127.0.0.1"), port}; }

// A way to waste a connection.
struct abuse {
  const char* name;
  bool of_result;     ///< whose connections they are
  std::string first;  ///< said at once
  std::string then;   ///< said byte by byte, over and over
  clock_type::duration gap;
  bool reads;  ///< what the server says
};

std::string times(int n, const std::string& text) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

const std::string page = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

const std::vector<abuse>& abuses() {
  static const std::vector<abuse> all{
      {"heads that never end", false, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "a", 1s, true},
      {"bodies that never end", false,
       "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n",
       "a", 1s, true},
      {"answers never read", false, times(30, page), "", 1s, false},
      {"nothing said", false, "", "", 1s, true},
      {"a byte at a time", false, "", page, 100ms, true},
      {"viewers who read nothing", true, "GET /events?poll=default HTTP/1.1\r\nHost: x\r\n\r\n", "", 1s, false},
  };
  return all;
}

// One connection that is wasted, again and again until the context stops.
asio::awaitable<void> waste(const abuse& how, tcp::endpoint where, clock_type::duration after) {
  auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor};
  timer.expires_after(after);
  co_await timer.async_wait(use_awaitable);
  for (;;) {
    try {
      tcp::socket socket{executor};
      socket.open(tcp::v4());
      if (!how.reads) socket.set_option(asio::socket_base::receive_buffer_size(4096));
      co_await socket.async_connect(where, use_awaitable);
      if (!how.first.empty()) co_await asio::async_write(socket, asio::buffer(how.first), use_awaitable);
      for (std::size_t next = 0;; ++next) {
        timer.expires_after(how.gap);
        char bytes[512];
        if (how.reads) {
          const auto done =
              co_await (socket.async_read_some(asio::buffer(bytes), use_awaitable) || timer.async_wait(use_awaitable));
          if (done.index() == 0) continue;
        } else {
          co_await timer.async_wait(use_awaitable);
        }
        if (!how.then.empty()) {
          co_await asio::async_write(socket, asio::buffer(&how.then[next % how.then.size()], 1), use_awaitable);
        }
      }
    } catch (const boost::system::system_error&) {
      // The server ended it; a stranger comes again.
    }
    timer.expires_after(200ms);
    co_await timer.async_wait(use_awaitable);
  }
}

class strangers {
public:
  strangers(const abuse& how, unsigned how_many, std::uint16_t port) {
    for (unsigned i = 0; i < how_many; ++i) {
      const auto after = std::chrono::microseconds(1s) * i / how_many;
      asio::co_spawn(io_, waste(how, at(port), after), asio::detached);
    }
    thread_ = std::jthread{[this] { io_.run(); }};
  }
  strangers(const strangers&) = delete;
  strangers& operator=(const strangers&) = delete;
  ~strangers() {
    io_.stop();
    thread_.join();
  }

private:
  asio::io_context io_;
  std::jthread thread_;
};

struct seen {
  std::vector<double> ms;
  unsigned errors = 0;

  double percentile(double p) {
    if (ms.empty()) return 0;
    std::ranges::sort(ms);
    return ms[std::min(ms.size() - 1, static_cast<std::size_t>(p * static_cast<double>(ms.size())))];
  }
};

asio::awaitable<bool> exchange(tcp::endpoint where, const std::string& question) {
  tcp::socket socket{co_await asio::this_coro::executor};
  co_await socket.async_connect(where, use_awaitable);
  co_await asio::async_write(socket, asio::buffer(question), use_awaitable);
  std::string answer;
  boost::system::error_code end;
  co_await asio::async_read(socket, asio::dynamic_buffer(answer), asio::redirect_error(use_awaitable, end));
  co_return answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 303");
}

// By an open loop: each begins when it is due, and its time counts from then.
asio::awaitable<void> ask(tcp::endpoint where, const std::string& question, clock_type::time_point due, seen& by) {
  asio::steady_timer limit{co_await asio::this_coro::executor, due + 5s};
  bool good = false;
  try {
    const auto done = co_await (exchange(where, question) || limit.async_wait(use_awaitable));
    good = done.index() == 0 && std::get<0>(done);
  } catch (const boost::system::system_error&) {
    good = false;
  }
  if (!good) ++by.errors;
  by.ms.push_back(std::chrono::duration<double, std::milli>(clock_type::now() - due).count());
}

struct places {
  std::uint16_t vote;
  std::uint16_t result;
};

// Pages of both services and votes, 60 a second together.
seen honest(const places& where, unsigned seconds) {
  static const std::string get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  static const std::string post =
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 6\r\n\r\nvote=a";
  asio::io_context io;
  seen all;
  const auto begin = clock_type::now() + 50ms;
  asio::co_spawn(
      io,
      [&]() -> asio::awaitable<void> {
        asio::steady_timer timer{io};
        for (unsigned i = 0; i < seconds * 60; ++i) {
          const auto due = begin + i * std::chrono::duration_cast<clock_type::duration>(1s) / 60;
          timer.expires_at(due);
          co_await timer.async_wait(use_awaitable);
          const auto whom = at(i % 3 == 2 ? where.result : where.vote);
          asio::co_spawn(io, ask(whom, i % 3 == 1 ? post : get, due, all), asio::detached);
        }
      },
      asio::detached);
  io.run();
  return all;
}

long resident(pid_t of) {
  std::ifstream file{"/proc/" + std::to_string(of) + "/statm"};
  long whole = 0;
  long in_memory = 0;
  file >> whole >> in_memory;
  return in_memory * ::sysconf(_SC_PAGESIZE);
}

// What the kernel holds for TCP, of both ends, since both are on this machine.
long kernel_memory() {
  std::ifstream file{"/proc/net/sockstat"};
  for (std::string word; file >> word;) {
    long pages = 0;
    if (word == "mem" && file >> pages) return pages * ::sysconf(_SC_PAGESIZE);
  }
  return 0;
}

void raise_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Sends `visits` requests, no two of which have the same path, host or cookie.
asio::awaitable<void> visit(tcp::endpoint where, unsigned first, unsigned visits) {
  tcp::socket socket{co_await asio::this_coro::executor};
  co_await socket.async_connect(where, use_awaitable);
  std::string answers(1 << 16, '\0');
  constexpr unsigned at_once = 32;
  for (unsigned done = 0; done < visits; done += at_once) {
    std::string all;
    for (unsigned i = 0; i < at_once; ++i) {
      const auto id = std::to_string(first + done + i);
      all += "HEAD /" + id + " HTTP/1.1\r\nHost: h" + id + ".example\r\nCookie: voter=" + id + "\r\n\r\n";
    }
    co_await asio::async_write(socket, asio::buffer(all), use_awaitable);
    constexpr std::string_view status = "HTTP/1.1 404";
    std::string seen;
    for (unsigned ends = 0; ends < at_once;) {
      const auto n = co_await socket.async_read_some(asio::buffer(answers), use_awaitable);
      seen.append(answers, 0, n);
      std::size_t after = 0;
      for (auto one = seen.find(status); one != seen.npos; one = seen.find(status, after)) {
        ++ends;
        after = one + status.size();
      }
      seen.erase(0, std::max(after, seen.size() - std::min(seen.size(), status.size() - 1)));
    }
  }
}

void visit_all(std::uint16_t port, unsigned first, unsigned visits) {
  asio::io_context io;
  constexpr unsigned connections = 8;
  for (unsigned i = 0; i < connections; ++i) {
    asio::co_spawn(io, visit(at(port), first + i * (visits / connections), visits / connections), asio::detached);
  }
  io.run();
}

int run() {
  raise_descriptors();
  const auto connections = number("ABUSE_BENCH_CONNECTIONS", 2000);
  const auto seconds = number("ABUSE_BENCH_SECONDS", 8);
  const auto visits = number("ABUSE_BENCH_VISITS", 1'000'000);
  test::redis_server redis;
  auto& postgres = test::postgres_server::shared();
  const test::service::variables servers{{"SCRUTIN_REDIS_URL", redis.url()},
                                         {"SCRUTIN_POSTGRES_URL", postgres.create_database()}};
  test::service worker{"worker", servers};
  if (!worker.becomes_ready()) throw std::runtime_error("the worker did not start: " + worker.process().log_tail());
  test::service vote{"vote", servers};
  test::service result{"result", servers};
  if (!vote.becomes_ready() || !result.becomes_ready()) throw std::runtime_error("a service did not start");
  const places where{vote.port(), result.port()};
  honest(where, 2);

  bool good = true;
  std::printf("%u connections of strangers; honest pages and votes, 60/s, p99 in ms; KiB a connection\n\n",
              connections);
  std::printf("%-26s %8s %8s %6s %7s %9s %9s\n", "", "without", "with", "ratio", "errors", "process", "kernel");
  for (const auto& how : abuses()) {
    const auto pid = (how.of_result ? result : vote).process().pid();
    auto without = honest(where, seconds);
    const auto before = resident(pid);
    const auto kernel_before = kernel_memory();
    long held = 0;
    long kernel = 0;
    seen with;
    {
      const strangers all{how, connections, how.of_result ? where.result : where.vote};
      std::this_thread::sleep_for(2s);
      with = honest(where, seconds);
      held = resident(pid) - before;
      kernel = kernel_memory() - kernel_before;
    }
    const auto kib = [&](long bytes) { return static_cast<double>(std::max(0L, bytes)) / 1024 / connections; };
    const auto ratio = with.percentile(0.99) / without.percentile(0.99);
    std::printf("%-26s %8.1f %8.1f %6.2f %7u %9.1f %9.1f\n", how.name, without.percentile(0.99), with.percentile(0.99),
                ratio, with.errors, kib(held), kib(kernel));
    std::fflush(stdout);
    good = good && ratio <= 2 && with.errors == 0 && kib(held) <= 16;
    std::this_thread::sleep_for(1s);
  }

  visit_all(where.vote, 0, visits / 10);
  const auto before = resident(vote.process().pid());
  visit_all(where.vote, visits, visits);
  const auto grown = resident(vote.process().pid()) - before;
  std::printf("\n%u requests, no two with the same path, host or cookie: %ld KiB more than before\n", visits,
              grown / 1024);
  return good && grown < 1024 * 1024 ? 0 : 1;
}

}  // namespace

int main() try { return run(); } catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 2;
}
