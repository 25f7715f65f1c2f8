#pragma once
#include <string>

namespace scrutin::faults {

/// Drops packets from and to addresses of the run's own network, without a word to either side.
class packet_filter {
public:
  /// Whether this process may; only in a network namespace of its own.
  static bool possible();

  packet_filter();  ///< throws std::runtime_error

  void drop(const std::string& address);
  void pass(const std::string& address);
};

}  // namespace scrutin::faults
