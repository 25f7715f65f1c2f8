#include "actors/live/timeline_queue.hpp"

#include <algorithm>
#include <utility>

namespace scrutin::actors {

void timeline_queue::line::add(const std::string& poll) {
  if (known.insert(poll).second) polls.push_back(poll);
}

void timeline_queue::changed(const std::string& poll) { changed_.add(poll); }

void timeline_queue::unsure(const std::string& poll) { unsure_.add(poll); }

std::vector<std::string> timeline_queue::take(time_point now) {
  std::erase_if(read_, [now](const auto& one) { return one.second + pause <= now; });
  std::vector<std::string> portion;
  take_from(changed_, now, portion);
  take_from(unsure_, now, portion);
  for (const auto& poll : portion) read_[poll] = now;
  return portion;
}

// One that was read a moment ago keeps its place, and lets the others by.
void timeline_queue::take_from(line& waiting, time_point now, std::vector<std::string>& portion) {
  std::deque<std::string> left;
  for (auto& poll : waiting.polls) {
    if (portion.size() == most || due_at(poll) > now) {
      left.push_back(std::move(poll));
      continue;
    }
    waiting.known.erase(poll);
    if (std::ranges::find(portion, poll) == portion.end()) portion.push_back(std::move(poll));
  }
  waiting.polls = std::move(left);
}

std::optional<timeline_queue::time_point> timeline_queue::due() const {
  std::optional<time_point> first;
  for (const auto* waiting : {&changed_, &unsure_}) {
    for (const auto& poll : waiting->polls) {
      const auto when = due_at(poll);
      if (!first || when < *first) first = when;
    }
  }
  return first;
}

timeline_queue::time_point timeline_queue::due_at(const std::string& poll) const {
  const auto found = read_.find(poll);
  return found == read_.end() ? time_point::min() : found->second + pause;
}

void timeline_queue::clear() {
  changed_ = {};
  unsure_ = {};
  read_.clear();
}

}  // namespace scrutin::actors
