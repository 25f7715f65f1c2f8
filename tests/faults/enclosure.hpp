#pragma once
// Network and mounts of the run's own.
#include <string>

namespace scrutin::faults {

/// What this machine allows: the rest of the faults does without.
struct enclosure {
  bool filters = false;  ///< packets can be dropped (packet_filter.hpp)
  bool mounts = false;   ///< a small file system can be mounted
  std::string missing;   ///< for people: what is not allowed or not installed; empty where nothing is

  /// Starts this program anew in a network and mount namespace of its own, where the user may have them; returns there,
  /// or at once where not.
  static enclosure enter(char** arguments);
};

}  // namespace scrutin::faults
