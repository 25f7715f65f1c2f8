#include "actors/process/doors.hpp"

#include <utility>

namespace scrutin::actors {

namespace {

using opened = expected<std::shared_ptr<listening_socket>>;

opened open(const config::endpoint& at, unsigned loops) {
  auto made = listening_socket::open(at, loops);
  if (!made) return made.error();
  return std::make_shared<listening_socket>(*std::move(made));
}

}  // namespace

expected<doors> open_doors(const config::endpoint& pages, const config::endpoint& admin, unsigned loops) {
  auto first = open(pages, loops);
  if (!first) return first.error();
  auto second = open_admin(admin);
  if (!second) return second.error();
  return doors{*std::move(first), *std::move(second)};
}

opened open_admin(const config::endpoint& at) { return open(at, 1); }

}  // namespace scrutin::actors
