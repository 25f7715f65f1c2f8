#pragma once
// What goes on, for who waits: one line that is written again each second on a terminal, a line every five seconds
// elsewhere.
#include <string>

#include "crowd/asio.hpp"

namespace scrutin::crowd {

class progress {
public:
  /// Writes to the standard error, which is a `terminal`, or not.
  explicit progress(bool terminal);
  ~progress();
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// Whether it is time for the next line.
  bool due();
  void tell(const std::string& line);
  /// Leaves the line, so that what follows stands on its own.
  void end();

private:
  const bool terminal_;
  bool open_ = false;
  clock::time_point next_;
};

}  // namespace scrutin::crowd
