#include "crowd/person.hpp"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "crowd/connection.hpp"
#include "crowd/json.hpp"

namespace scrutin::crowd {

namespace {

constexpr int tries = 5;  // for a page, and for a vote under one Idempotency-Key

class person {
public:
  person(scene& in, unsigned number, told_votes& told)
      : in_(in),
        number_(number),
        told_(told),
        random_(in.asked.random_of(number)),
        phone_(in.on, in.asked.vote, in.trust, number) {}

  asio::awaitable<void> live() {
    const auto comes = in_.begin + part(in_.asked.arrive, 0, 1) + to_duration(in_.asked.gather);
    co_await wait_until(in_.on, comes);
    in_.seen.late.record(clock::now() - comes);
    ++in_.seen.came;
    if (!co_await see_page(comes)) {
      ++in_.seen.turned_away;
      co_return;
    }
    ++in_.seen.pages;
    for (const auto& asset : in_.asked.assets) co_await see_asset(asset);
    const auto& options = in_.asked.poll.options;
    const auto first = random_() % options.size();
    const bool changes = std::uniform_real_distribution{0.0, 1.0}(random_) < in_.asked.change;
    if (!co_await vote(first)) co_return;
    if (changes && in_.asked.poll.change) co_await vote(first + 1);
    phone_.close();
  }

private:
  clock::duration part(plan::seconds of, double least, double most) {
    return to_duration(of * std::uniform_real_distribution{least, most}(random_));
  }

  clock::duration patience() const { return to_duration(in_.asked.patience); }

  asio::awaitable<expected<answer>> ask(const question& what) {
    auto said = co_await phone_.ask(what, patience(), in_.asked.keep_alive);
    if (said) keep(said->cookies);
    co_return said;
  }

  void keep(const std::vector<std::string>& cookies) {
    for (const auto& one : cookies) {
      const auto name = one.substr(0, one.find('=') + 1);
      std::erase_if(cookies_, [&](const std::string& kept) { return kept.starts_with(name); });
      cookies_.push_back(one);
    }
  }

  std::string fields(const std::string& lines) const {
    std::string all;
    for (const auto& one : cookies_) all += (all.empty() ? "Cookie: " : "; ") + one;
    return all.empty() ? lines : lines + all + "\r\n";
  }

  // A person who gets no page asks again, and the time since they came goes on.
  asio::awaitable<bool> see_page(clock::time_point comes) {
    const question page{"GET", "/polls/" + in_.asked.poll.id, "Accept: text/html\r\nAccept-Encoding: gzip\r\n"};
    for (int i = 0; i < tries; ++i) {
      const auto said = co_await ask(page);
      if (said && said->status == 200) {
        in_.seen.page.record(clock::now() - comes);
        co_return true;
      }
      in_.seen.note("a page: " + why_not(said));
      co_await breathe();
    }
    co_return false;
  }

  asio::awaitable<void> see_asset(const std::string& path) {
    const auto since = clock::now();
    const question asset{"GET", path, "Accept-Encoding: gzip\r\n"};
    const auto said = co_await ask(asset);
    if (said && said->status == 200) {
      in_.seen.asset.record(clock::now() - since);
    } else {
      in_.seen.note("an asset: " + why_not(said));
    }
  }

  asio::awaitable<void> breathe() {
    const auto time = part(plan::seconds{1}, 0.5, 1.5);
    co_await wait_for(in_.on, time);
  }

  // As few options as the poll allows, from this one on.
  std::vector<std::string> choose(std::size_t first) const {
    const auto& options = in_.asked.poll.options;
    std::vector<std::string> chosen;
    for (std::size_t i = 0; i < in_.asked.poll.min; ++i) chosen.push_back(options[(first + i) % options.size()]);
    return chosen;
  }

  // As the page's script does: the same vote again, under the same key, until somebody knows what became of it.
  asio::awaitable<bool> vote(std::size_t first) {
    const auto thought = part(in_.asked.think, 0.5, 1.5);
    const auto due = clock::now() + thought;
    co_await wait_until(in_.on, due);
    const auto chosen = choose(first);
    std::string form;
    for (const auto& option : chosen) form += (form.empty() ? "vote=" : "&vote=") + option;
    const auto key = in_.run + "-" + std::to_string(number_) + "-" + std::to_string(++votes_);
    for (int i = 0; i < tries; ++i) {
      if (i > 0) {
        ++in_.seen.retries;
        co_await breathe();
      }
      const question ballot{"POST", "/polls/" + in_.asked.poll.id,
                            fields("Accept: application/json\r\nIdempotency-Key: " + key + "\r\n"), form};
      const auto said = co_await ask(ballot);
      if (said && said->status == 201) {
        in_.seen.vote.record(clock::now() - due);
        note_recorded(*said, chosen);
        co_return true;
      }
      in_.seen.note("a vote: " + why_not(said));
      if (said && said->status >= 400 && said->status < 500) {
        ++in_.seen.refused;
        co_return false;
      }
    }
    ++in_.seen.unanswered;
    told_.unsure = true;
    co_return false;
  }

  void note_recorded(const answer& said, const std::vector<std::string>& chosen) {
    ++in_.seen.recorded;
    const auto now = clock::now();
    if (told_.recorded.empty()) {
      in_.acknowledged.add(now);
    } else {
      ++in_.seen.changes;
    }
    const auto receipt = text_at(read_object(said.body), "receipt");
    if (receipt.empty()) in_.seen.note("a vote: recorded without a receipt");
    told_.recorded.push_back({receipt, chosen});
    if (in_.probe.empty()) {
      in_.probe = receipt;
      in_.probe_since = now;
    }
  }

  scene& in_;
  const unsigned number_;
  told_votes& told_;
  std::mt19937_64 random_;
  connection phone_;
  std::vector<std::string> cookies_;
  unsigned votes_ = 0;
};

}  // namespace

asio::awaitable<void> live(scene& in, unsigned number, told_votes& told) {
  person one{in, number, told};
  co_await one.live();
}

}  // namespace scrutin::crowd
