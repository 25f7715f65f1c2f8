#include "crowd/progress.hpp"

#include <cstdio>

namespace scrutin::crowd {

progress::progress(bool terminal) : terminal_(terminal), next_(clock::now()) {}

progress::~progress() { end(); }

bool progress::due() {
  const auto now = clock::now();
  if (now < next_) return false;
  next_ = now + std::chrono::seconds(terminal_ ? 1 : 5);
  return true;
}

void progress::tell(const std::string& line) {
  if (terminal_) {
    std::fprintf(stderr, "\r%s\033[K", line.c_str());
    open_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  std::fflush(stderr);
}

void progress::end() {
  if (open_) std::fputs("\n", stderr);
  open_ = false;
}

}  // namespace scrutin::crowd
