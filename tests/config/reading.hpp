#pragma once
// A settings file as a test writes it, read.
#include <string>
#include <vector>

#include "config/descriptor.hpp"
#include "config/toml_file.hpp"

namespace scrutin::config {

struct reading {
  loaded config;
  config::complaints complaints;

  explicit reading(std::string_view text, const std::vector<std::string>& used = sections()) {
    complaints = read_toml("s.toml", text, used, config);
  }

  /// What one more reader into `config` says.
  void add(config::complaints more) { append(complaints, std::move(more)); }

  const settings& values() const { return config.values; }

  /// A line each.
  std::string said() const {
    std::string lines;
    for (const auto& one : complaints) lines += one.to_string() + '\n';
    return lines;
  }
};

}  // namespace scrutin::config
