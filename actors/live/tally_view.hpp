#pragma once
// One poll of a snapshot, as one viewer may see it.
#include <array>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "actors/live/tally_snapshot.hpp"
#include "config/poll.hpp"

namespace scrutin::actors {

/// What a viewer has to show for having voted in a poll.
enum class proof : std::uint8_t {
  none,       ///< nothing
  valid,      ///< a receipt of this poll, whatever became of its vote since
  waiting,    ///< a receipt that is of no vote, or of one that is still on its way
  wrong,      ///< what is no receipt, or is one of another poll
  unchecked,  ///< a receipt that could not be looked up just now
};

/// Whether someone may see a poll's results in that phase. Nothing else decides that, here or in any page.
bool may_see(const config::poll& poll, config::phase phase, bool has_receipt);

/// One message to one viewer, in parts that are shared with all who see the same.
class tally_message {
public:
  tally_message(std::int64_t sequence, std::string opening, std::shared_ptr<const tally_text> text, bool with_timeline)
      : sequence_(sequence), opening_(std::move(opening)), text_(std::move(text)), with_timeline_(with_timeline) {}

  /// One after the other they are one JSON object, without a line break. Valid as long as the message.
  std::array<std::string_view, 4> parts() const;
  std::string to_string() const;

  std::int64_t sequence() const { return sequence_; }
  const tally_text& text() const { return *text_; }

private:
  std::int64_t sequence_;
  std::string opening_;
  std::shared_ptr<const tally_text> text_;
  bool with_timeline_;
};

/// It keeps the snapshot, and with it the poll.
class tally_view {
public:
  const config::poll& poll() const { return *poll_; }
  config::phase phase() const { return standing_->phase(); }
  std::int64_t viewers() const { return standing_->viewers(); }
  const std::string& edition() const { return standing_->edition(); }
  bool live() const { return snapshot_->live(); }
  /// 0 where there are no figures to be seen: it grows with the votes, and would tell how many come.
  std::int64_t sequence() const { return counted_ == nullptr ? 0 : snapshot_->sequence(); }
  const tally_snapshot_ptr& snapshot() const { return snapshot_; }
  const config::poll_list& polls() const { return *snapshot_->polls(); }  ///< all of them, this one among them

  /// The figures; null where this viewer may not see them now.
  const tally* counted() const { return counted_; }

  /// Why not: "hidden" (they are for nobody), "not-closed" (they come when the poll closes), or for those who have to
  /// vote first "no-receipt", "receipt-waiting", "receipt-wrong", "receipt-unchecked". Empty where there are figures.
  std::string_view reason() const;

  proof shown() const { return shown_; }

  /// What this viewer is sent. `now` is the moment of sending. Without its timeline it is shorter: for who has that
  /// already.
  tally_message message(std::chrono::system_clock::time_point now, bool with_timeline = true) const;

  /// The same, for who goes on with it.
  boost::json::object to_json(std::chrono::system_clock::time_point now, bool with_timeline = true) const;

  /// Of the message without its time and sequence.
  const tally_text& text() const { return *(counted_ == nullptr ? standing_->for_all_ : standing_->for_voters_); }

  /// Nothing where the snapshot has no such poll.
  static std::optional<tally_view> of(tally_snapshot_ptr snapshot, std::string_view poll, proof shown);

private:
  tally_view() = default;

  tally_snapshot_ptr snapshot_;
  const config::poll* poll_ = nullptr;
  const poll_standing* standing_ = nullptr;
  const tally* counted_ = nullptr;
  proof shown_ = proof::none;
};

}  // namespace scrutin::actors
