#pragma once
// What the crowd's coroutines have in common.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace scrutin::crowd {

namespace asio = boost::asio;
using clock = std::chrono::steady_clock;

/// An operation gives its error as the first of a tuple, instead of throwing it.
inline constexpr auto as_value = asio::as_tuple(asio::use_awaitable);

inline clock::duration to_duration(std::chrono::duration<double> time) {
  return std::chrono::duration_cast<clock::duration>(time);
}

// Each names its loop: clang-tidy 14 takes what this_coro::executor gives for memory that nobody set.
inline asio::awaitable<void> wait_until(const asio::any_io_executor& on, clock::time_point due) {
  asio::steady_timer timer{on, due};
  co_await timer.async_wait(as_value);
}

inline asio::awaitable<void> wait_for(const asio::any_io_executor& on, clock::duration time) {
  return wait_until(on, clock::now() + time);
}

}  // namespace scrutin::crowd
