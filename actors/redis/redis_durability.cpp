#include "actors/redis/redis_durability.hpp"

#include <utility>

#include "actors/redis/redis_info.hpp"

namespace scrutin::actors {

bool redis_durability::has_file() const {
  const auto setting = settings.find("appendonly");
  return (setting == settings.end() || setting->second == "yes") && value_of_info(info, "aof_enabled") != "0";
}

bool redis_durability::is_making_file() const {
  return value_of_info(info, "aof_rewrite_in_progress") == "1" || value_of_info(info, "aof_rewrite_scheduled") == "1" ||
         value_of_info(info, "aof_last_bgrewrite_status") == "err";
}

expected<void> redis_durability::check(bool file_is_new) const {
  std::string all;
  const auto add = [&all](const std::string& one) { all += (all.empty() ? "" : ", ") + one; };
  for (const auto& [name, value] : wanted) {
    const auto found = settings.find(name);
    if (found != settings.end() && found->second != value)
      add(std::string(name) + " is " + found->second + " and not " + value);
  }
  if (!settings.contains("appendonly") && !has_file()) add("appendonly is no and not yes");
  if (value_of_info(info, "aof_last_write_status") == "err") add("the last write to its append-only file failed");
  if (file_is_new && has_file() && is_making_file()) add("its append-only file is still being made");
  if (!refusal.empty()) add("it does not tell its settings (" + refusal + ")");
  if (!all.empty()) return problem::that(std::move(all));
  return {};
}

}  // namespace scrutin::actors
