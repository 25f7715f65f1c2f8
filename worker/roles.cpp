#include "worker/roles.hpp"

#include <ostream>

#include "actors/schema/roles.hpp"

namespace scrutin::worker {

namespace {

actors::outcome print(const config::settings&, const config::request&, std::ostream& out) {
  out << actors::roles_script();
  return 0;
}

}  // namespace

actors::program_command roles_command() {
  return {.says = {.name = "roles",
                   .about = "Prints the script for psql that makes a role each for owner, worker and result",
                   .flags = {}},
          .run = &print};
}

}  // namespace scrutin::worker
