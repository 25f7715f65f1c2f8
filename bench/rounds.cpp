#include "bench/rounds.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

namespace scrutin::bench {

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

comparison rounds::summary() const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / other[i]);
  return {median(ours), median(other), median(ratios), *std::ranges::min_element(ratios),
          *std::ranges::max_element(ratios)};
}

comparison alternate(unsigned count, const std::string& unit, const std::function<double()>& ours,
                     const std::function<double()>& other) {
  rounds all;
  for (unsigned round = 1; round <= count; ++round) {
    all.other.push_back(other());
    all.ours.push_back(ours());
    std::fprintf(stderr, "  round %u of %u: %.0f, against %.0f %s, ratio %.3f\n", round, count, all.ours.back(),
                 all.other.back(), unit.c_str(), all.ours.back() / all.other.back());
  }
  return all.summary();
}

std::string machine() {
  std::ifstream file{"/proc/cpuinfo"};
  std::string model = "an unnamed processor";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) {
      model = line.substr(line.find(':') + 2);
      break;
    }
  }
  return model + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores";
}

}  // namespace scrutin::bench
