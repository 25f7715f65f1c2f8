#include "actors/live/tally_view.hpp"

#include <utility>

#include "actors/live/tally_json.hpp"

namespace scrutin::actors {

bool may_see(const config::poll& poll, config::phase phase, bool has_receipt) {
  switch (poll.results) {
    case config::publication::live:
      return true;
    case config::publication::after_vote:
      return has_receipt || phase == config::phase::closed;
    case config::publication::after_close:
      return phase == config::phase::closed;
    case config::publication::hidden:
      break;
  }
  return false;
}

std::array<std::string_view, 4> tally_message::parts() const {
  return {opening_, text_->figures, with_timeline_ ? std::string_view{text_->timeline} : std::string_view{}, "}"};
}

std::string tally_message::to_string() const {
  std::string whole;
  for (const auto part : parts()) whole += part;
  return whole;
}

std::optional<tally_view> tally_view::of(tally_snapshot_ptr snapshot, std::string_view poll, proof shown) {
  if (!snapshot) return std::nullopt;
  tally_view made;
  made.poll_ = config::find(*snapshot->polls(), poll);
  made.standing_ = snapshot->find(poll);
  if (made.poll_ == nullptr || made.standing_ == nullptr) return std::nullopt;
  if (may_see(*made.poll_, made.phase(), shown == proof::valid)) made.counted_ = &made.standing_->counted_;
  made.shown_ = shown;
  made.snapshot_ = std::move(snapshot);
  return made;
}

std::string_view tally_view::reason() const {
  if (counted_ != nullptr) return {};
  if (poll_->results == config::publication::hidden) return "hidden";
  if (poll_->results == config::publication::after_close) return "not-closed";
  switch (shown_) {
    case proof::waiting:
      return "receipt-waiting";
    case proof::wrong:
      return "receipt-wrong";
    case proof::unchecked:
      return "receipt-unchecked";
    default:
      return "no-receipt";
  }
}

tally_message tally_view::message(std::chrono::system_clock::time_point now, bool with_timeline) const {
  auto opening = R"({"type":"tally","sequence":)" + std::to_string(sequence()) + R"(,"now":")" +
                 config::to_string(std::chrono::floor<std::chrono::milliseconds>(now)) + R"(",)";
  if (const auto why = reason(); !why.empty()) opening.append(R"("reason":")").append(why).append(R"(",)");
  return {sequence(), std::move(opening), counted_ == nullptr ? standing_->for_all_ : standing_->for_voters_,
          with_timeline};
}

boost::json::object tally_view::to_json(std::chrono::system_clock::time_point now, bool with_timeline) const {
  boost::json::object made{{"type", "tally"},
                           {"sequence", sequence()},
                           {"now", config::to_string(std::chrono::floor<std::chrono::milliseconds>(now))}};
  if (const auto why = reason(); !why.empty()) made["reason"] = why;
  for (auto& member : actors::to_json(*poll_, *standing_, live(), counted_)) made.insert(std::move(member));
  if (counted_ != nullptr && with_timeline) made["timeline"] = actors::to_json(counted_->over_time);
  return made;
}

}  // namespace scrutin::actors
