#pragma once
// The addresses that a process serves on.
#include <memory>
#include <string>
#include <variant>

#include "actors/web/listening_socket.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Both, open.
struct doors {
  std::shared_ptr<listening_socket> pages;  ///< for everyone, shared by all loops
  std::shared_ptr<listening_socket> admin;
};

/// Opens them, or says for people why not.
std::variant<doors, std::string> open_doors(const config::endpoint& pages, const config::endpoint& admin,
                                            unsigned loops);

/// The admin address alone.
std::variant<std::shared_ptr<listening_socket>, std::string> open_admin(const config::endpoint& at);

}  // namespace scrutin::actors
