#pragma once
// What is wrong in a TOML file, noted with its place.
#include <toml++/toml.h>

#include <string>
#include <utility>
#include <vector>

#include "config/complaint.hpp"

namespace scrutin::config {

/// Collects what a walk through one file finds wrong. The walk reads on after each note, and fills what it can, so that
/// one run tells everything; values that carried their own complaints through all its steps would only be unpacked
/// here.
class toml_notes {
public:
  explicit toml_notes(std::string path) : path_(std::move(path)) {}

  complaint place(const toml::source_region& region) const;
  void note(const toml::source_region& region, std::string what);
  void add(complaints more) { append(noted_, std::move(more)); }  ///< of those that know their place
  complaints take() { return std::exchange(noted_, {}); }
  std::string source(const toml::source_region& region) const;  ///< `config/scrutin.toml:12`
  const std::string& path() const { return path_; }

  /// For each key of `table` that is none of `known`.
  void note_unknown_keys(const toml::table& table, const std::string& prefix, const std::vector<std::string>& known);

private:
  std::string path_;
  complaints noted_;
};

/// "a string", "an integer".
std::string name_of(toml::node_type type);

}  // namespace scrutin::config
