#include "actors/sync/batch_line.hpp"

#include <algorithm>
#include <utility>

namespace scrutin::actors {

namespace {

constexpr unsigned most_conflicts = 10;  // one after the other, of one batch
constexpr unsigned commits_to_grow = 16;

}  // namespace

bool batch_line::advance() {
  if (!pieces_.empty()) {
    current_ = std::move(pieces_.front());
    pieces_.pop_front();
    return true;
  }
  if (!next_) return false;
  current_ = *std::exchange(next_, std::nullopt);
  return true;
}

void batch_line::halve() {
  auto [first, rest] = halves(std::move(current_));
  current_ = std::move(first);
  pieces_.push_front(std::move(rest));
  conflicts_ = 0;
}

bool batch_line::may_conflict_again() { return ++conflicts_ <= most_conflicts; }

void batch_line::shrink() {
  now_ = std::max<std::size_t>(current_.entries.size() / 2, 1);
  commits_ = 0;
}

bool batch_line::committed() {
  if (now_ < most_ && ++commits_ >= commits_to_grow) {
    now_ = std::min(2 * now_, most_);
    commits_ = 0;
  }
  return pieces_.empty();
}

void batch_line::settle() {
  conflicts_ = 0;
  current_ = {};
}

void batch_line::forget() {
  current_ = {};
  pieces_.clear();
  next_.reset();
}

}  // namespace scrutin::actors
