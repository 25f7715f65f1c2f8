#include "tests/simulation/line.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>

#include <memory>
#include <stdexcept>
#include <utility>

namespace scrutin::simulation {

actors::shared_descriptor postgres_line::make_bell() {
  bell = std::make_shared<actors::file_descriptor>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  auto theirs = std::make_shared<actors::file_descriptor>(::fcntl(bell->number(), F_DUPFD_CLOEXEC, 0));
  if (theirs->number() < 0) throw std::runtime_error("no descriptor is left for a bell");
  return theirs;
}

void postgres_line::arrived(const std::string& payload) {
  news.push_back(payload);
  if (bell) ::eventfd_write(bell->number(), 1);
}

std::vector<std::string> postgres_line::take_news() {
  eventfd_t rung = 0;
  if (bell) ::eventfd_read(bell->number(), &rung);
  return std::exchange(news, {});
}

}  // namespace scrutin::simulation
