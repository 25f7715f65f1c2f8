#include "config/poll_example.hpp"

#include <algorithm>
#include <ostream>
#include <string>

#include "config/poll_keys.hpp"

namespace scrutin::config {
namespace {

/// In a column of their own, as far as they may go.
std::string explained(std::string line, const std::string& doc, const std::string& accepts) {
  constexpr std::size_t column = 44;
  line.resize(std::max(line.size() + 2, column), ' ');
  return line + "# " + doc + (accepts.empty() ? "" : " (" + accepts + ')') + '\n';
}

}  // namespace

void write_poll_example(std::ostream& out) {
  const auto example = default_poll();
  out << "# [[poll]]\n";
  for (const auto& key : poll_keys()) {
    const auto value = key.write ? key.write(example) : std::string("[");
    out << explained((value.empty() ? "# # " : "# ") + key.key + " = " + (value.empty() ? key.example : value), key.doc,
                     key.write ? key.accepts : "");
  }
  for (const auto& key : option_keys()) {
    out << explained("#   # " + key.key + (key.example.empty() ? "" : " = " + key.example), key.doc, key.accepts);
  }
  for (const auto& one : example.options) out << "#   " << written(one) << ",\n";
  out << "# ]\n";
}

}  // namespace scrutin::config
