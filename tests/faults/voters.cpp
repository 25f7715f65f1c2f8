#include "tests/faults/voters.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <iterator>
#include <utility>

#include "actors/ballots/uid.hpp"
#include "actors/ingest/voter_key.hpp"
#include "tests/faults/polls.hpp"

namespace scrutin::faults {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto as_value = asio::as_tuple(asio::use_awaitable);
constexpr auto patience = 5s;  // for one answer
constexpr int tries = 5;       // under one Idempotency-Key
constexpr int stay = 32;       // votes of one person; in some polls all but the first count for nothing

// Whether the other side closed a connection that was idle; a client that does not look loses its next request to it.
bool is_gone(beast::tcp_stream& stream) {
  char byte = 0;
  const auto got = ::recv(stream.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

boost::json::object parsed(const std::string& body) {
  boost::system::error_code error;
  auto value = boost::json::parse(body, error);
  return !error && value.is_object() ? std::move(value.as_object()) : boost::json::object{};
}

std::string text_of(const boost::json::object& answer, std::string_view name) {
  const auto* found = answer.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

}  // namespace

class voters::voter {
public:
  voter(voters& all, const actors::voter_key::tools& key, std::uint64_t seed)
      : all_(all), key_(key), random_(seed), who_(make_id(random_)), streams_(all.who_.ports.size()) {}

  asio::awaitable<void> live() {
    const double mean = all_.who_.voters / all_.who_.votes_per_second;
    std::exponential_distribution<double> gap{1 / mean};
    co_await pause(std::uniform_real_distribution{0.0, mean}(random_));  // not all at once
    while (!all_.stopping_) {
      if (random_() % stay == 0) who_ = make_id(random_);  // somebody else comes
      co_await cast();
      co_await pause(std::min(gap(random_), 4 * mean));
    }
  }

private:
  static http::voter_id make_id(std::mt19937_64& random) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (int i = 0; i < 32; ++i) text += digits[random() % 16];
    return *http::voter_id::parse(text);
  }

  asio::awaitable<void> pause(double seconds) {
    asio::steady_timer timer{all_.io_, std::chrono::microseconds{static_cast<std::int64_t>(seconds * 1e6)}};
    co_await timer.async_wait(as_value);
  }

  // One vote. Under a key it is repeated until there is an answer, as the page's script does; a plain form is not.
  asio::awaitable<void> cast() {
    const auto& poll = polls[random_() % polls.size()];
    attempt vote;
    vote.voter = who_.to_string();
    vote.poll = poll.id;
    const auto form = choose(poll, vote);
    const bool keyed = random_() % 2 == 0;
    std::string name;
    if (keyed) {
      name = "a-vote-of-this-person-" + std::to_string(++votes_);
      vote.uid = actors::uid::derived(key_.secret, vote.voter, vote.poll, name + ' ' + vote.choice).to_string();
    }
    for (int attempt = 0; attempt < (keyed ? tries : 1); ++attempt) {
      co_await ask(vote, name, form);
      all_.all_.push_back(vote);
      if (vote.result == outcome::ok) co_return;
      co_await pause(std::uniform_real_distribution{0.1, 1.0}(random_));
      if (all_.stopping_) co_return;
    }
  }

  // Some of the options; the form says which, in any order.
  std::string choose(const asked_poll& poll, attempt& vote) {
    std::vector<std::string> chosen;
    const auto count = static_cast<std::ptrdiff_t>(1 + random_() % poll.max);
    std::ranges::sample(poll.options, std::back_inserter(chosen), count, random_);
    for (const auto& option : chosen) vote.choice.append(vote.choice.empty() ? "" : ",").append(option);
    std::ranges::shuffle(chosen, random_);
    std::string form;
    for (const auto& option : chosen) form.append(form.empty() ? "vote=" : "&vote=").append(option);
    return form;
  }

  asio::awaitable<void> ask(attempt& vote, const std::string& name, const std::string& form) {
    const auto process = random_() % streams_.size();
    auto& stream = streams_[process];
    vote.begun = all_.clock_.now();
    const auto ends = [&](outcome result, std::string told, moment later = moment{0}) {
      vote.result = result;
      vote.told = std::move(told);
      vote.ended = all_.clock_.now() + later;
    };
    if (stream && is_gone(*stream)) stream.reset();
    if (!stream) {
      stream.emplace(all_.io_);
      stream->expires_after(patience);
      const tcp::endpoint at{asio::ip::address_v4::loopback(), all_.who_.ports[process]};
      const auto [error] = co_await stream->async_connect(at, as_value);
      if (error) {  // nothing was sent
        stream.reset();
        co_return ends(outcome::failed, "not connected: " + error.message());
      }
    }
    beast::http::request<beast::http::string_body> request{beast::http::verb::post, "/polls/" + vote.poll, 11};
    request.set(beast::http::field::host, "127.0.0.1");
    request.set(beast::http::field::accept, "application/json");
    request.set(beast::http::field::content_type, "application/x-www-form-urlencoded");
    request.set(beast::http::field::cookie, std::string(http::voter_cookie::name) + "=" + key_.cookie.issue(who_));
    if (!name.empty()) request.set("Idempotency-Key", name);
    request.body() = form;
    request.prepare_payload();
    stream->expires_after(patience);
    auto [error, sent] = co_await async_write(*stream, request, as_value);
    beast::http::response<beast::http::string_body> answer;
    if (!error) {
      beast::flat_buffer buffer;
      std::tie(error, sent) = co_await async_read(*stream, buffer, answer, as_value);
    }
    if (error) {
      stream.reset();
      co_return ends(outcome::unknown, "no answer: " + error.message(), all_.who_.promise);
    }
    if (!answer.keep_alive()) stream.reset();
    judge(answer.result_int(), answer.body(), process, vote, ends);
  }

  template <class F>
  void judge(unsigned status, const std::string& body, std::size_t process, attempt& vote, F ends) {
    const auto told = parsed(body);
    const auto text = std::to_string(status) + " of vote " + std::to_string(process + 1);
    if (status == 201) {
      const auto receipt = text_of(told, "receipt");
      if (vote.uid.empty()) vote.uid = receipt;
      if (receipt.empty() || receipt != vote.uid)
        all_.complain("201 with the receipt \"" + receipt + "\", not " + vote.uid);
      ends(outcome::ok, text);
      ++all_.acknowledged_;
      all_.last_[process] = vote.ended.count();
    } else if (status == 503) {
      const auto* recorded = told.if_contains("recorded");
      const bool surely_not = recorded != nullptr && recorded->is_bool() && !recorded->as_bool();
      ends(surely_not ? outcome::failed : outcome::unknown, text + ", " + text_of(told, "detail"));
    } else {
      ends(outcome::unknown, text, all_.who_.promise);
      all_.complain(text + " to a vote in order: " + body);
    }
  }

  voters& all_;
  const actors::voter_key::tools& key_;
  std::mt19937_64 random_;
  http::voter_id who_;
  std::vector<std::optional<beast::tcp_stream>> streams_;
  unsigned votes_ = 0;
};

voters::voters(crowd who, const run_clock& clock)
    : who_(std::move(who)),
      clock_(clock),
      key_(std::make_unique<actors::voter_key>(who_.cookie_key)),
      last_(who_.ports.size()) {
  std::mt19937_64 seeds{who_.seed};
  for (unsigned i = 0; i < who_.voters; ++i) {
    each_.push_back(std::make_unique<voter>(*this, *key_->known(), seeds()));
    co_spawn(io_, each_.back()->live(), asio::detached);
  }
  thread_ = std::thread([this] { io_.run(); });
}

voters::~voters() { stop(); }

void voters::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

std::optional<std::string> voters::complaint() const {
  const std::scoped_lock lock{mutex_};
  return complaint_;
}

void voters::complain(std::string what) {
  const std::scoped_lock lock{mutex_};
  if (!complaint_) complaint_ = std::move(what);
}

}  // namespace scrutin::faults
