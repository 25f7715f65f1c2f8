#pragma once
// Whether Redis takes votes, and keeps them.
#include <caf/error.hpp>
#include <functional>
#include <map>
#include <string>

#include "actors/redis/messages.hpp"
#include "actors/redis/redis_durability.hpp"
#include "actors/runtime/logger.hpp"
#include "actors/runtime/messages.hpp"
#include "actors/runtime/time_source.hpp"

namespace scrutin::actors {

/// Looks, when it is told to, whether Redis keeps what it acknowledges, which otherwise is degraded, and whether it
/// takes votes: by an XADD under an id that no entry can have, which meets all that refuses a vote (rights, memory,
/// disk, replicas) and adds nothing. Where that is refused, or the votes of two calls within seconds are, it is down
/// until neither was for seconds.
class redis_fitness {
public:
  /// What the actor that it belongs to does for it.
  struct hands {
    /// Asks by the connection of now. Of what comes late neither hears.
    std::function<void(redis_command, std::function<void(const redis_value&)> then,
                       std::function<void(const caf::error&)> refused)>
        ask;
    std::function<void(const condition&)> tell;     ///< `health`
    std::function<void(const std::string&)> leave;  ///< this Redis, which serves nobody now
  };

  /// `stream` is one of those that votes go to. `time` and `log` outlive it.
  redis_fitness(hands of, std::string stream, std::string label, time_source& time, spdlog::logger& log);

  /// Whether it is time to look.
  bool due() const { return look_at_ < time_.now(); }
  void look();

  /// Redis refused a vote, or, where it surely would refuse others too, what no vote is refused for alone.
  void refused(const std::string& why, bool surely_others_too);

  /// No votes are taken.
  void down(const std::string& why) { report("ingest", condition::level::down, why); }

  /// The same without a word in the log: that Redis is away is logged by who knows why.
  void away(const std::string& why);

private:
  void look_at_votes();
  void look_at_durability();
  void found(const redis_durability& now);
  void taken();

  /// Tells `health`, and the log, once a change.
  void report(const char* part, condition::level level, const std::string& why);
  bool is_news(const condition& now);

  hands hands_;
  std::string stream_;
  std::string label_;
  time_source& time_;
  spdlog::logger& log_;
  time_source::time_point look_at_{};
  time_source::time_point refused_at_{};   // the last that Redis refused
  bool file_is_new_ = false;               // Redis' append-only file was seen to be off, and not complete since
  std::map<std::string, condition> told_;  // by part: the last that was told
};

}  // namespace scrutin::actors
