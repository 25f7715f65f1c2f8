#include "actors/process/doors.hpp"

#include <utility>

namespace scrutin::actors {

namespace {

using opened = std::variant<std::shared_ptr<listening_socket>, std::string>;

opened open(const config::endpoint& at, unsigned loops) {
  auto made = listening_socket::open(at, loops);
  if (auto* why = std::get_if<std::string>(&made)) return std::move(*why);
  return std::make_shared<listening_socket>(std::get<listening_socket>(std::move(made)));
}

}  // namespace

std::variant<doors, std::string> open_doors(const config::endpoint& pages, const config::endpoint& admin,
                                            unsigned loops) {
  auto first = open(pages, loops);
  if (auto* why = std::get_if<std::string>(&first)) return std::move(*why);
  auto second = open_admin(admin);
  if (auto* why = std::get_if<std::string>(&second)) return std::move(*why);
  return doors{std::get<0>(std::move(first)), std::get<0>(std::move(second))};
}

opened open_admin(const config::endpoint& at) { return open(at, 1); }

}  // namespace scrutin::actors
