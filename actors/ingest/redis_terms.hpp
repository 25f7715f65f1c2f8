#pragma once
// What all vote processes agree on by way of Redis.
#include <functional>
#include <memory>
#include <string>

#include "actors/ingest/voter_key.hpp"
#include "actors/redis/messages.hpp"
#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// The number of partitions, the key of the voters' cookies, and the epoch, which ends when Redis is emptied. Belongs
/// to the actor that asks Redis for it.
class redis_terms {
public:
  /// Asks by the connection of now. `then` hears of no reply that is late, nor of a refusal.
  using asker = std::function<void(redis_command, std::function<void(const redis_value&)> then)>;
  /// Hears that they agree, or in what they do not.
  using verdict = std::function<void(const expected<void>&)>;

  redis_terms(asker ask, unsigned partitions, std::shared_ptr<voter_key> key);

  /// On all of it, one after another.
  void agree(const verdict& then);

  /// On the number of partitions: an operator may have changed it meanwhile, and a Redis that lost it gets it back.
  void see_partitions(const verdict& then);

  /// `ended` hears where the epoch is another.
  void see_epoch(const std::function<void()>& ended);

private:
  /// Reads a value that all processes share, or sets it to `mine` where there is none.
  void share(const char* name, const std::string& mine, const std::function<void(const std::string&)>& then);
  void agree_on_key(const verdict& then);
  void agree_on_epoch(const verdict& then);

  asker ask_;
  unsigned partitions_;
  std::shared_ptr<voter_key> key_;
};

}  // namespace scrutin::actors
