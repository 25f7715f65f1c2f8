#include <fstream>
#include <string>
#include <thread>

#include "bench/rounds.hpp"

namespace scrutin::bench {

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
