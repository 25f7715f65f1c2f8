#pragma once
// Breaks the system, as a seed says.
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/deployment.hpp"
#include "tests/faults/recovery.hpp"
#include "tests/faults/redis_client.hpp"
#include "tests/faults/run_clock.hpp"

namespace scrutin::faults {

/// Faults come in bursts of one or several that overlap. A burst begins once the system has recovered from the one
/// before, so that each recovery is that of its own fault.
class injector {
public:
  struct kind {
    std::string name;
    unsigned weight;  ///< how often, among those that may occur
    bool (injector::*begin)();
    bool needs_filters = false;
    bool needs_mounts = false;
  };

  static const std::vector<kind>& kinds();

  /// Only kinds whose names are in `mix`. What it does goes to `log` too, a line each.
  injector(deployment& system, recovery& watch, const run_clock& clock, std::uint64_t seed,
           const std::vector<std::string>& mix, const std::filesystem::path& log);

  /// To be called often: breaks and heals what is due.
  void turn();

  /// Heals all at once. Nothing breaks any more.
  void stop();

  std::size_t faults() const { return faults_; }
  const std::map<std::string, std::size_t>& counts() const { return counts_; }
  const std::set<std::string>& destroyed() const { return destroyed_; }  ///< as final_state::destroyed

  /// Uids of votes that must be in votes:dead, and nowhere else; where Redis was emptied, some may have gone with it.
  const std::set<std::string>& poisoned() const { return poisoned_; }
  bool emptied() const { return emptied_ > 0; }

  /// Bursts after which the system did not move again in time, for people.
  const std::vector<std::string>& stalls() const { return stalls_; }

  /// What processes said of themselves that was not so, for people.
  const std::vector<std::string>& untruths() const { return untruths_; }

private:
  struct cure {
    moment due;
    std::vector<std::string> targets;
    std::function<void()> apply;
  };
  enum class phase : std::uint8_t { breaking, healing, recovering, stopped };

  void plan_burst();
  void strike();
  bool begin(const kind& drawn);
  const kind& draw();
  void heal(bool all);
  void note(const std::string& text);

  double between(double least, double most);
  double a_while();  // seconds
  bool chance(double p) { return between(0, 1) < p; }

  /// Takes a target, which no other fault may have until it is healed.
  bool take(const std::string& target);
  node* take_node(const std::string& kind);
  struct way {
    node* whose = nullptr;
    link* which = nullptr;
    std::string name;
  };
  way take_link();
  void later(double seconds, std::vector<std::string> targets, std::function<void()> apply);

  bool kill_node(const std::string& kind);
  bool kill_vote() { return kill_node("vote"); }
  bool kill_worker() { return kill_node("worker"); }
  bool kill_result() { return kill_node("result"); }
  bool stop_worker();
  bool kill_redis();
  bool stop_redis();
  bool pause_redis();
  bool fill_disk();
  bool fill_memory();
  bool empty_redis();
  bool shift_clock();
  bool demote_redis();
  bool switch_off_append_only();
  bool send_junk();
  bool send_poison();
  bool kill_postgres();
  bool stop_postgres();
  bool take_postgres_back();
  bool terminate_backends();
  bool cut_link();
  bool silence_link();
  bool freeze_link();
  bool slow_link();
  bool tear_reply();
  bool change_settings();
  std::vector<asked_poll> other_polls(bool voters_ask);

  void begin_redis_again();
  std::chrono::seconds draw_shift();
  void destroy_redis_data();
  void read_what_is_lost();
  static std::string applied_in(redis_client& redis, const std::string& stream);
  void await_append_only();

  /// Each process of these kinds must answer /readyz so, and with these words.
  void expect_of(const std::vector<std::string>& kinds, unsigned status, const std::string& words);

  deployment& system_;
  recovery& recovery_;
  const run_clock& clock_;
  std::mt19937_64 random_;
  std::vector<kind> mix_;
  std::ofstream log_;

  phase phase_ = phase::recovering;
  moment next_{};       // the next fault of this burst
  unsigned left_ = 0;   // faults of this burst that are still to come
  bool alone_ = false;  // this burst is one fault
  moment healed_{};
  std::string burst_;  // for people
  std::set<std::string> taken_;
  std::vector<cure> cures_;
  std::string doing_;  // the fault that begins, for the log
  unsigned emptied_ = 0;
  unsigned forgetful_ = 0;  // how often Redis had a reason to forget what was applied

  std::size_t faults_ = 0;
  std::map<std::string, std::size_t> counts_;
  std::set<std::string> destroyed_;
  std::set<std::string> poisoned_;
  std::vector<std::string> stalls_;
  std::vector<std::string> untruths_;
};

}  // namespace scrutin::faults
