#pragma once
// What a run prints.
#include <filesystem>

#include "tests/faults/checker.hpp"
#include "tests/faults/injector.hpp"
#include "tests/faults/recovery.hpp"
#include "tests/faults/voters.hpp"

namespace scrutin::faults {

class report {
public:
  /// Now and then: how far the run is.
  void progress(moment now, const injector& broken, const voters& crowd, const recovery& watch);

  void print_faults(const injector& broken) const;

  /// False where a poll has no ballot, or where one that takes several options has none for several.
  bool print_ballots(const final_state& state) const;

  /// False where a bound is missed.
  bool print_recovery(const recovery& watch) const;

  /// The first few, each with what its voter did about that time; what is not in the last line, as lines of its own.
  void print_findings(const history& all, const final_state& state, const verdict& judged) const;

  /// All of them, and the whole story of each voter.
  void write_findings(const std::filesystem::path& to, const history& all, const final_state& state,
                      const verdict& judged) const;

  /// The last line of a run.
  void print_verdict(std::size_t faults, const verdict& judged) const;

private:
  moment next_{};
  std::size_t acknowledged_ = 0;
};

}  // namespace scrutin::faults
