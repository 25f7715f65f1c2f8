#pragma once
// What is wrong in a TOML file, noted with its place.
#include <toml++/toml.h>

#include <string>
#include <vector>

#include "config/complaint.hpp"

namespace scrutin::config {

class toml_notes {
public:
  toml_notes(std::string path, std::vector<complaint>& complaints) : path_(std::move(path)), complaints_(complaints) {}

  complaint place(const toml::source_region& region) const;
  void note(const toml::source_region& region, std::string what);
  std::string source(const toml::source_region& region) const;  ///< `config/scrutin.toml:12`
  const std::string& path() const { return path_; }

  /// For each key of `table` that is none of `known`.
  void note_unknown_keys(const toml::table& table, const std::string& prefix, const std::vector<std::string>& known);

private:
  std::string path_;
  std::vector<complaint>& complaints_;
};

/// "a string", "an integer".
std::string name_of(toml::node_type type);

}  // namespace scrutin::config
