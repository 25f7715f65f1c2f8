#include "actors/ingest/redis_terms.hpp"

#include <array>
#include <utility>

#include "actors/ballots/keys.hpp"
#include "http/random_bytes.hpp"

namespace scrutin::actors {

namespace {

// Of the cookies, or an epoch.
std::string random_bytes() {
  std::array<unsigned char, 32> bytes{};
  http::fill_with_random(bytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

redis_terms::redis_terms(asker ask, unsigned partitions, std::shared_ptr<voter_key> key)
    : ask_(std::move(ask)), partitions_(partitions), key_(std::move(key)) {}

void redis_terms::share(const char* name, const std::string& mine,
                        const std::function<void(const std::string&)>& then) {
  ask_({"GET", name}, [this, name, mine, then](const redis_value& theirs) {
    if (!theirs.nil()) return then(theirs.text());
    // Not by this SET's own success: another process may have been first.
    ask_({"SET", name, mine, "NX"}, [this, name, mine, then](const redis_value&) { share(name, mine, then); });
  });
}

void redis_terms::agree(const verdict& then) {
  see_partitions([this, then](const expected<void>& agreed) {
    if (!agreed) return then(agreed);
    agree_on_key(then);
  });
}

// A voter's votes must stay in one stream: processes that disagree about their number would break that.
void redis_terms::see_partitions(const verdict& then) {
  share(partitions_key, std::to_string(partitions_), [this, then](const std::string& theirs) {
    const auto mine = std::to_string(partitions_);
    if (theirs == mine) return then({});
    then(problem::that("the settings say " + mine + " partitions, Redis' key " + partitions_key + " says " + theirs +
                       ": give redis.partitions that value"));
  });
}

void redis_terms::agree_on_key(const verdict& then) {
  if (key_->fixed()) return agree_on_epoch(then);
  // A key that is in use goes back into a Redis that lost it, so that voters stay who they are.
  share(cookie_key, key_->bytes().empty() ? random_bytes() : key_->bytes(), [this, then](const std::string& theirs) {
    if (theirs != key_->bytes()) key_->learn(theirs);
    agree_on_epoch(then);
  });
}

// Unlike the key it never goes back into a Redis that lost it: what browsers keep of votes there is void. The last of
// what is agreed on, so that a Redis that has it has the rest.
void redis_terms::agree_on_epoch(const verdict& then) {
  share(epoch_key, random_bytes(), [this, then](const std::string& theirs) {
    key_->enter(theirs);
    then({});
  });
}

// Redis can be emptied without a connection being lost.
void redis_terms::see_epoch(const std::function<void()>& ended) {
  ask_({"GET", epoch_key}, [this, ended](const redis_value& theirs) {
    if (theirs.nil() || theirs.text() != key_->epoch()) ended();
  });
}

}  // namespace scrutin::actors
