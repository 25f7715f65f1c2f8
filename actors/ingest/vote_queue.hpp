#pragma once
// Which queue in Redis the votes of a loop go to.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "actors/ballots/poll_board.hpp"

namespace scrutin::actors {

/// As the settings say, or where they leave it open (`vote.queue = "auto"`) as queue_watch finds it. On its loop's
/// thread alone.
class vote_queue {
public:
  enum class way : std::uint8_t {
    undecided,   ///< nothing may be taken yet
    streams,     ///< into our streams
    list,        ///< into the list
    behind_list  ///< into our streams, but where the list holds votes behind those: they came before
  };

  vote_queue(const std::string& settled, std::shared_ptr<const poll_board> board)
      : board_(std::move(board)),
        open_(settled == "auto"),
        is_(settled == "list"   ? way::list
            : settled == "auto" ? way::undecided
                                : way::streams) {}

  way now() const { return is_; }
  bool open() const { return open_; }  ///< whether the settings leave it open
  void decide(way found) { is_ = found; }

  /// Whether the list can hold votes of that poll: it knows no polls, and is for the first one of the settings. Its
  /// worker knows no roll either.
  bool lists(std::string_view poll) const {
    const auto all = board_->now();
    return poll == all->front().id && all->front().integrity != config::integrity::roll;
  }

  /// Whether no vote of that poll can be taken, by any queue.
  bool refuses(std::string_view poll) const { return is_ == way::list && !lists(poll); }

private:
  std::shared_ptr<const poll_board> board_;
  bool open_;
  way is_;
};

}  // namespace scrutin::actors
