#pragma once
// A value that some layer gives to a key.
#include <string>
#include <vector>

#include "config/complaint.hpp"
#include "config/descriptor.hpp"
#include "config/loaded.hpp"

namespace scrutin::config {

struct assignment {
  const descriptor* key = nullptr;
  bool by_file = false;  ///< `text` is the path of the file that holds the secret
  std::string text;
  std::string source;  ///< as `loaded::sources` says it
  complaint place;     ///< where to complain; its `what` is empty
};

/// Puts one layer's values into `config`, over those of earlier layers. Secrets' files are read for `sections` alone.
/// What is wrong is left out, and said.
[[nodiscard]] complaints assign(const std::vector<assignment>& layer, const std::vector<std::string>& sections,
                                loaded& config);

}  // namespace scrutin::config
