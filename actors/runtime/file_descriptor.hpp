#pragma once
// A file descriptor that closes itself.
#include <unistd.h>

#include <utility>

namespace scrutin::actors {

class file_descriptor {
public:
  explicit file_descriptor(int number) : number_(number) {}
  ~file_descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  file_descriptor(const file_descriptor&) = delete;
  file_descriptor& operator=(const file_descriptor&) = delete;

  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }

private:
  int number_;
};

}  // namespace scrutin::actors
