#include "crowd/figures.hpp"

namespace scrutin::crowd {

void figures::note(const std::string& what, std::uint64_t times) {
  const std::scoped_lock lock{mutex_};
  mishaps_[what] += times;
}

std::map<std::string, std::uint64_t> figures::mishaps() const {
  const std::scoped_lock lock{mutex_};
  return mishaps_;
}

void figures::add(const figures& other) {
  for (const auto& [name, time] : times()) (this->*time).add(other.*time);
  for (const auto& [name, count] : counts()) this->*count += other.*count;
  for (const auto& [what, times] : other.mishaps()) note(what, times);
}

auto figures::times() -> const std::vector<std::pair<std::string, percentiles figures::*>>& {
  static const std::vector<std::pair<std::string, percentiles figures::*>> all{
      {"page", &figures::page},       {"asset", &figures::asset},   {"vote", &figures::vote},
      {"counted", &figures::counted}, {"screen", &figures::screen}, {"late", &figures::late},
  };
  return all;
}

auto figures::counts() -> const std::vector<std::pair<std::string, counter figures::*>>& {
  static const std::vector<std::pair<std::string, counter figures::*>> all{
      {"came", &figures::came},
      {"pages", &figures::pages},
      {"turned_away", &figures::turned_away},
      {"recorded", &figures::recorded},
      {"changes", &figures::changes},
      {"refused", &figures::refused},
      {"unanswered", &figures::unanswered},
      {"retries", &figures::retries},
      {"watching", &figures::watching},
      {"frames", &figures::frames},
      {"disconnects", &figures::disconnects},
  };
  return all;
}

}  // namespace scrutin::crowd
