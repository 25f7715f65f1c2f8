#include "tests/faults/report.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/faults/deployment.hpp"
#include "tests/faults/polls.hpp"

namespace scrutin::faults {

namespace {

using namespace std::chrono_literals;

constexpr moment every = 10s;
constexpr std::size_t stories = 3;
constexpr std::size_t around = 3;  // lines of a story

double seconds(moment time) { return static_cast<double>(time.count()) / 1e6; }

moment quantile(const std::vector<moment>& sorted, double q) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
}

// The ballots that the finding names, and what stands next to them.
std::string excerpt(const std::string& story, const std::string& finding) {
  std::vector<std::string> lines;
  std::istringstream text{story};
  for (std::string one; std::getline(text, one);) lines.push_back(one);
  std::vector<bool> kept(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto at = lines[i].find("uid ");
    if (at == std::string::npos || finding.find(lines[i].substr(at + 4)) == std::string::npos) continue;
    for (auto k = i - std::min(i, around); k < std::min(lines.size(), i + around + 1); ++k) kept[k] = true;
  }
  std::string all;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (kept[i]) all += lines[i] + "\n";
    if (!kept[i] && i > 0 && kept[i - 1]) all += "     ...\n";
  }
  return all;
}

struct line {
  recovery::kind kind;
  const char* what;
  moment bound;
};

constexpr line lines[] = {
    {recovery::kind::worker, "worker killed, a partition moves again", deployment::lease + 1s},
    {recovery::kind::redis, "Redis restarted, a vote process records", 3s},
    {recovery::kind::postgres, "PostgreSQL restarted, a partition moves", 3s},
};

}  // namespace

void report::progress(moment now, const injector& broken, const voters& crowd, const recovery& watch) {
  if (now < next_) return;
  next_ += every;
  const auto acknowledged = crowd.acknowledged();
  const auto waiting = static_cast<std::int64_t>(acknowledged) - watch.applied();
  std::printf("%5.0f s  %4zu faults  %7zu acknowledged, %5.0f/s  %6lld not in the ledger yet\n", seconds(now),
              broken.faults(), acknowledged, static_cast<double>(acknowledged - acknowledged_) / seconds(every),
              static_cast<long long>(std::max<std::int64_t>(0, waiting)));
  std::fflush(stdout);
  acknowledged_ = acknowledged;
}

void report::print_faults(const injector& broken) const {
  std::printf("\nfaults\n");
  for (const auto& [name, count] : broken.counts()) std::printf("  %-20s %5zu\n", name.c_str(), count);
}

bool report::print_ballots(const final_state& state) const {
  std::printf("\nballots in the ledger\n  %-20s %7s %7s %9s %7s\n", "", "all", "several", "uncounted", "voters");
  bool good = true;
  for (const auto& poll : polls) {
    const auto of_poll = [&poll](const auto& row) { return row.poll == poll.id; };
    const auto is_several = [&](const auto& row) { return of_poll(row) && row.choice.find(',') != std::string::npos; };
    const auto is_uncounted = [&](const auto& row) { return of_poll(row) && !row.counts(); };
    const auto all = std::ranges::count_if(state.ledger, of_poll);
    const auto several = std::ranges::count_if(state.ledger, is_several);
    const bool of_its_kind = all > 0 && (poll.max == 1 || several > 0);
    std::printf("  %-20s %7td %7td %9td %7td%s\n", poll.id.c_str(), all, several,
                std::ranges::count_if(state.ledger, is_uncounted), std::ranges::count_if(state.votes, of_poll),
                of_its_kind ? "" : ", NOT TRIED");
    good = good && of_its_kind;
  }
  return good;
}

bool report::print_recovery(const recovery& watch) const {
  std::printf("\nrecovery, in seconds, of faults that came alone\n  %-42s %5s %6s %6s %6s %6s  %s\n", "", "count",
              "p50", "p90", "p99", "max", "bound");
  bool good = true;
  auto measured = watch.measured();
  for (const auto& one : lines) {
    auto& all = measured[one.kind];
    if (all.empty()) {
      std::printf("  %-42s %5d\n", one.what, 0);
      continue;
    }
    std::ranges::sort(all);
    const bool held = quantile(all, 0.99) <= one.bound;
    std::printf("  %-42s %5zu %6.2f %6.2f %6.2f %6.2f  %.0f%s\n", one.what, all.size(), seconds(quantile(all, 0.5)),
                seconds(quantile(all, 0.9)), seconds(quantile(all, 0.99)), seconds(all.back()), seconds(one.bound),
                held ? "" : ", MISSED");
    good = good && held;
  }
  return good;
}

void report::print_findings(const history& all, const final_state& state, const verdict& judged) const {
  std::set<std::string> told;
  for (const auto& found : judged.findings) {
    if (told.size() == stories) break;
    if (!found.voter.empty() && !told.insert(found.voter).second) continue;
    std::printf("\nvoter %s: %s\n", found.voter.c_str(), found.text.c_str());
    if (!found.voter.empty()) std::printf("%s", excerpt(story(all, state, found.voter), found.text).c_str());
  }
  std::printf("\n");
  if (const auto n = judged.count(finding::kind::foreign)) std::printf("foreign=%zu\n", n);
  if (const auto n = judged.count(finding::kind::failed_yet)) std::printf("failed_yet=%zu\n", n);
}

void report::write_findings(const std::filesystem::path& to, const history& all, const final_state& state,
                            const verdict& judged) const {
  std::ofstream file{to};
  std::set<std::string> voters;
  for (const auto& found : judged.findings) {
    file << found.voter << ": " << found.text << "\n";
    if (!found.voter.empty()) voters.insert(found.voter);
  }
  for (const auto& voter : voters) file << "\n" << story(all, state, voter);
}

void report::print_verdict(std::size_t faults, const verdict& judged) const {
  using kind = finding::kind;
  std::printf("faults=%zu acknowledged=%zu lost=%zu doubled=%zu misordered=%zu tallies=%s\n", faults,
              judged.acknowledged, judged.count(kind::lost), judged.count(kind::doubled),
              judged.count(kind::misordered), judged.count(kind::tally) == 0 ? "equal" : "differ");
}

}  // namespace scrutin::faults
