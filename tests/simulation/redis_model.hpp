#pragma once
// A Redis, in memory: as much of its commands as the sync and the ingest use, and exactly that.
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/redis/redis_command.hpp"

namespace scrutin::simulation {

/// The words of a command, from its wire form.
std::vector<std::string> words_of(const actors::redis_command& command);

class redis_model {
public:
  using ms = std::chrono::milliseconds;
  using entry_id = std::pair<std::uint64_t, std::uint64_t>;
  using words = std::vector<std::string>;

  struct reply {
    actors::redis_value value;
    std::string error{};  ///< not empty: an error reply
  };

  /// One client: what it has said since MULTI.
  struct session {
    bool in_transaction = false;
    std::vector<words> queued;
  };

  /// What makes the protocol safe; a test switches it off to see it needed.
  struct mechanisms {
    bool deadline = true;  ///< the script that adds ballots looks at the clock first
    bool mark = true;      ///< the script that trims looks at the mark first
  };

  explicit redis_model(mechanisms on = {true, true}) : on_(on) {}

  /// What a replica answers to a write; nothing where the command writes nothing.
  static std::optional<reply> refuse_write(const words& command);

  /// What the server answers. Nothing: the command blocks, and is to be asked again when something has changed. `sent`
  /// is when the command came. Throws std::invalid_argument for what the model does not know.
  std::optional<reply> execute(session& client, const words& command, ms now, ms sent);

  /// Its data is gone, and its clock may be anywhere.
  void lose_everything();
  void step_clock(ms by) { clock_ += by; }

  /// As by REPLICAOF: while it is a replica it refuses every write, and keeps its data.
  void demote() { replica_ = true; }
  void promote() { replica_ = false; }

  std::size_t length(const std::string& stream) const;

  /// The id of the last entry that is there, and its uid; "" where there is none.
  std::pair<std::string, std::string> last(const std::string& stream) const;
  std::size_t pending(const std::string& stream) const;

  /// The fields of every entry there, in order.
  std::vector<words> entries(const std::string& stream) const;

  /// The uids of the ballots that were added since the last call, in order.
  std::vector<std::string> take_added() { return std::exchange(added_, {}); }

private:
  struct group {
    entry_id delivered{};
    std::map<entry_id, std::string> pending;  ///< with the consumer
  };
  struct stream {
    std::map<entry_id, words> entries;
    entry_id last{};
    std::map<std::string, group> groups;
  };

  reply run(const words& command, ms now);
  std::optional<reply> read(const words& command, ms now, ms sent);
  reply read_group(const words& command);
  reply trim(const words& command);
  reply add(const words& command, ms now);
  reply append(const words& command, ms now);
  group* find_group(const std::string& key, const std::string& name);

  mechanisms on_;
  std::map<std::string, stream> streams_;
  std::map<std::string, std::string> values_;
  bool knows_append_ = false;  ///< its script cache
  std::vector<std::string> added_;
  std::map<std::string, std::map<std::string, std::string>> hashes_;
  ms clock_{1'000'000};  ///< its own, beside the simulation's
  bool replica_ = false;
};

}  // namespace scrutin::simulation
