#include "crowd/viewer.hpp"

#include <algorithm>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <charconv>
#include <random>
#include <string>
#include <utility>

#include "crowd/connection.hpp"

namespace scrutin::crowd {

namespace beast = boost::beast;

namespace {

// A server that says nothing for so long is lost: it beats every 3 seconds.
constexpr auto silence = std::chrono::seconds(30);
constexpr std::uint64_t most_looked_at = 16;  // votes of one frame

class viewer {
public:
  viewer(scene& in, unsigned number) : in_(in), number_(number), shown_(in.voters_before) {}

  template <class Watch>
  asio::awaitable<void> live(Watch watch) {
    auto random = in_.asked.random_of(number_);
    const auto within = in_.asked.gather.count() > 0 ? in_.asked.gather : in_.asked.arrive;
    const auto comes = within * std::uniform_real_distribution{0.0, 1.0}(random);
    const auto due = in_.begin + to_duration(comes);
    co_await wait_until(in_.on, due);
    for (;;) {
      auto open = co_await connect(in_.on, in_.asked.result, in_.trust, number_, to_duration(in_.asked.patience));
      std::string why;
      if (!open) {
        why = open.error().what;
      } else if (auto* plain = std::get_if<plain_stream>(&*open)) {
        why = co_await watch(*this, std::move(*plain));
      } else {
        why = co_await watch(*this, std::move(std::get<secure_stream>(*open)));
      }
      in_.seen.note("a viewer: " + why);
      co_await wait_for(in_.on, std::chrono::seconds(1));
    }
  }

  template <class Stream>
  asio::awaitable<std::string> by_socket(Stream under) {
    beast::get_lowest_layer(under).expires_never();
    beast::websocket::stream<Stream> socket{std::move(under)};
    socket.set_option(beast::websocket::stream_base::timeout{to_duration(in_.asked.patience), silence, false});
    const auto path = in_.asked.result.prefix + "/ws?poll=" + in_.asked.poll.id;
    const auto host = in_.asked.result.host_field();
    auto [error] = co_await socket.async_handshake(host, path, as_value);
    if (error) co_return "no WebSocket: " + error.message();
    const connected here{*this};
    beast::flat_buffer buffer;
    for (;;) {
      std::size_t size = 0;
      std::tie(error, size) = co_await socket.async_read(buffer, as_value);
      if (error) break;
      const auto data = buffer.data();
      take({static_cast<const char*>(data.data()), data.size()});
      buffer.clear();
    }
    co_return "lost: " + error.message();
  }

  template <class Stream>
  asio::awaitable<std::string> by_events(Stream over) {
    auto& lowest = beast::get_lowest_layer(over);
    beast::http::request<beast::http::empty_body> asked{
        beast::http::verb::get, in_.asked.result.prefix + "/events?poll=" + in_.asked.poll.id, 11};
    asked.set(beast::http::field::host, in_.asked.result.host_field());
    asked.set(beast::http::field::accept, "text/event-stream");
    lowest.expires_after(to_duration(in_.asked.patience));
    auto [error, size] = co_await beast::http::async_write(over, asked, as_value);
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(boost::none);
    if (!error) std::tie(error, size) = co_await beast::http::async_read_header(over, buffer, parser, as_value);
    if (error) co_return "no events: " + error.message();
    if (parser.get().result_int() != 200) {
      co_return "no events: answered " + std::to_string(parser.get().result_int());
    }
    const connected here{*this};
    parser.eager(true);
    auto& body = parser.get().body();
    for (;;) {
      // One event ends with an empty line. Its data is one line.
      for (auto end = body.find("\n\n"); end != body.npos; end = body.find("\n\n")) {
        take(std::string_view(body).substr(0, end));
        body.erase(0, end + 2);
      }
      if (parser.is_done()) co_return "lost: the stream ended";
      lowest.expires_after(silence);
      std::tie(error, size) = co_await beast::http::async_read_some(over, buffer, parser, as_value);
      if (error) co_return "lost: " + error.message();
    }
  }

private:
  // Counts a viewer as long as it is connected.
  class connected {
  public:
    explicit connected(viewer& one) : seen_(one.in_.seen) {
      ++seen_.watching;
      one.fresh_ = true;
    }
    ~connected() {
      --seen_.watching;
      ++seen_.disconnects;
    }
    connected(const connected&) = delete;
    connected& operator=(const connected&) = delete;

  private:
    figures& seen_;
  };

  void take(std::string_view text) {
    const auto voters = voters_in(text);
    if (!voters) return;
    ++in_.seen.frames;
    const auto before = std::exchange(shown_, std::max(shown_, *voters));
    // The first tally of a connection holds votes that nobody here could have been shown sooner.
    if (std::exchange(fresh_, false) || before < in_.voters_before) return;
    const auto first = before - in_.voters_before;
    const auto behind = shown_ - in_.voters_before;
    // Of many votes at once some stand for all, lest a burst before many viewers cost more than the rest.
    const auto step = std::max<std::uint64_t>(1, (behind - first) / most_looked_at);
    const auto now = clock::now();
    for (auto vote = first; vote < behind; vote += step) {
      const auto answered = in_.acknowledged.at(vote);
      // A screen may be told before the voter is.
      in_.seen.screen.record(answered ? now - *answered : clock::duration{0}, std::min(step, behind - vote));
    }
  }

  scene& in_;
  const unsigned number_;
  std::uint64_t shown_;  // voters, by the newest tally
  bool fresh_ = true;    // connected, and told nothing yet
};

}  // namespace

std::optional<std::uint64_t> voters_in(std::string_view tally) {
  static constexpr std::string_view name = "\"voters\":";
  const auto at = tally.find(name);
  if (at == tally.npos) return std::nullopt;
  const auto* const end = tally.data() + tally.size();
  std::uint64_t voters = 0;
  const auto read = std::from_chars(tally.data() + at + name.size(), end, voters);
  return read.ec == std::errc{} ? std::optional(voters) : std::nullopt;
}

asio::awaitable<void> watch_by_socket(scene& in, unsigned number) {
  viewer one{in, number};
  co_await one.live([](viewer& me, auto over) { return me.by_socket(std::move(over)); });
}

asio::awaitable<void> watch_by_events(scene& in, unsigned number) {
  viewer one{in, number};
  co_await one.live([](viewer& me, auto over) { return me.by_events(std::move(over)); });
}

}  // namespace scrutin::crowd
