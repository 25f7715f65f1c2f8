#pragma once
// Those who vote: what they sent, what they were told, and what they may expect of that.
#include <caf/expected.hpp>
#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/ballots/ballot.hpp"
#include "actors/ballots/offer.hpp"

namespace scrutin::simulation {

class voters {
public:
  using ms = std::chrono::milliseconds;
  using number = std::size_t;  ///< of a ballot
  using place = std::size_t;   ///< in the order of all that happens; 0: never

  static constexpr number none = static_cast<number>(-1);

  /// One ballot. It may be sent several times, under its one uid.
  struct cast {
    actors::ballot vote;
    actors::offer_ptr terms;
    std::string uid;

    place sent_first = 0;
    place sent_last = 0;
    place told = 0;            ///< first, that it is recorded
    unsigned open = 0;         ///< sendings that may still be answered
    bool surely_not = true;    ///< each answer was that this sending was not recorded
    ms doubt{-1};              ///< until then a sending without an answer may still take effect
    std::set<number> after{};  ///< ballots of this voter that were over when this one was first sent

    place recorded_first = 0;  ///< as Redis knows it
    place recorded_last = 0;
    bool destroyed = false;  ///< a recording was lost with Redis before it was applied
    bool stands = false;     ///< was recorded since
  };

  /// `timeout`: so long after it was taken in may a sending take effect.
  explicit voters(ms timeout) : timeout_(timeout) {}

  number cast_vote(actors::ballot vote, actors::offer_ptr terms);

  /// It is sent by way of that process.
  std::size_t sent(number which, unsigned process, ms now);

  /// That sending is answered.
  void answered(std::size_t sending, const caf::expected<actors::uid>& told);

  /// Its voter hears nothing more of a sending: of any that is open at that process, or the oldest alone.
  void forsake(unsigned process, ms now);
  void forsake_one(unsigned process, ms now);

  /// Redis recorded a ballot of that uid; any other's is none of theirs.
  void recorded(const std::string& uid);

  /// Redis lost everything; `applied` are the uids in the ledger.
  void destroyed(const std::set<std::string>& applied);

  bool all_answered() const;
  const std::vector<cast>& casts() const { return casts_; }

  /// The last ballot of that voter is open.
  bool waits(const std::string& voter) const;

  number find(const std::string& uid) const;

  /// Whatever the one did, it did before the other could do anything.
  bool before(number one, number other) const;

  /// Its voter was told that it is recorded, and Redis did not lose it.
  bool sure(number which) const { return casts_[which].told != 0 && !casts_[which].destroyed; }

  /// What was told and is not true; empty where nothing is.
  const std::string& lie() const { return lie_; }

private:
  struct sending {
    number which;
    unsigned process;
    bool open = true;
  };

  void forsake(sending& one, ms now);

  ms timeout_;
  std::vector<cast> casts_;
  std::vector<sending> sendings_;
  std::unordered_map<std::string, number> by_uid_;
  place happened_ = 0;
  std::string lie_;
};

}  // namespace scrutin::simulation
