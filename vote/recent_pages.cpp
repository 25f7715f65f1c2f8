#include "vote/recent_pages.hpp"

#include <algorithm>
#include <utility>

#include "http/site_address.hpp"

namespace scrutin::vote {

std::string recent_pages::key_of(const visitor& who, const config::poll& poll) {
  const auto& asked = who.asked();
  const auto target = http::target(asked);
  if (target.find('?') != target.npos || who.memory().votes().find(poll.id) != nullptr) return {};
  std::string key;
  // No part can hold a line break: each comes from a line of a request, or from the settings.
  for (const std::string_view part :
       {std::string_view(poll.id), who.reader().language(), who.reader().language_of(poll), http::host_of(asked),
        std::string_view(asked.arrival.prefix), target}) {
    key.append(part).append("\n");
  }
  return key += asked.arrival.secure ? "s" : "p";
}

const http::response* recent_pages::find(const std::string& key, const actors::polls_ptr& polls,
                                         clock::time_point now) const {
  if (of_ != polls) return nullptr;
  const auto found = pages_.find(key);
  // The clock may have been set back.
  const bool fresh = found != pages_.end() && now >= found->second.made && now < found->second.until;
  return fresh ? &found->second.page : nullptr;
}

void recent_pages::keep(const std::string& key, const actors::polls_ptr& polls, const config::poll& poll,
                        http::response page, clock::time_point now) {
  if (std::exchange(of_, polls) != polls || pages_.size() >= most) pages_.clear();
  auto until = now + age;
  if (const auto change = config::next_change(poll, now)) until = std::min<clock::time_point>(until, *change);
  pages_.insert_or_assign(key, one{std::move(page), now, until});
}

}  // namespace scrutin::vote
