#pragma once
// The addresses that a process serves on.
#include <memory>

#include "actors/web/listening_socket.hpp"
#include "config/settings.hpp"

namespace scrutin::actors {

/// Both, open.
struct doors {
  std::shared_ptr<listening_socket> pages;  ///< for everyone, shared by all loops
  std::shared_ptr<listening_socket> admin;
};

/// Opens them, or says for people why not.
expected<doors> open_doors(const config::endpoint& pages, const config::endpoint& admin, unsigned loops);

/// The admin address alone.
expected<std::shared_ptr<listening_socket>> open_admin(const config::endpoint& at);

}  // namespace scrutin::actors
