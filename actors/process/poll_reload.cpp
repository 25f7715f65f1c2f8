#include "actors/process/poll_reload.hpp"

#include <string>
#include <utility>
#include <vector>

#include "config/descriptor.hpp"
#include "config/poll_changes.hpp"

namespace scrutin::actors {

namespace {

prometheus::Gauge& gauge(prometheus::Registry& metrics, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(metrics).Add({});
}

std::string list(const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text;
}

}  // namespace

poll_reload::poll_reload(config::settings running, config::reading again, std::shared_ptr<poll_board> board,
                         std::shared_ptr<spdlog::logger> log, prometheus::Registry& metrics)
    : running_(std::move(running)),
      again_(std::move(again)),
      board_(std::move(board)),
      log_(std::move(log)),
      successful_(
          gauge(metrics, "scrutin_config_last_reload_successful", "Whether the settings were fine when last loaded.")),
      succeeded_at_(gauge(metrics, "scrutin_config_last_reload_success_timestamp_seconds",
                          "When the settings that run were loaded.")) {
  successful_.Set(1);
  succeeded_at_.SetToCurrentTime();
}

void poll_reload::operator()() {
  auto found = again_();
  if (found) return take(*std::move(found));
  successful_.Set(0);
  for (const auto& complaint : found.error()) log_->error("{}", complaint.to_string());
  log_->error(
      "the settings were not loaded again, the polls stay as they are: mend what is said above, then send SIGHUP");
}

void poll_reload::take(config::settings loaded) {
  const auto before = board_->now();
  const auto changes = config::merge_polls(*before, loaded.polls, {});
  for (const auto& key : config::descriptors()) {
    if (key.get(loaded) != key.get(running_))
      log_->warn("{} has changed: that takes effect at the next start", key.name());
  }
  board_->replace(std::move(loaded.polls));
  successful_.Set(1);
  succeeded_at_.SetToCurrentTime();
  if (changes.empty()) return log_->info("the settings were loaded again: the polls are the same");
  if (!changes.added.empty()) log_->info("new polls: {}", list(changes.added));
  if (!changes.changed.empty()) log_->info("changed polls: {}", list(changes.changed));
  if (!changes.removed.empty()) log_->info("polls that the settings no longer have: {}", list(changes.removed));
}

}  // namespace scrutin::actors
