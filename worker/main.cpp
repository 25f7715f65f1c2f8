#include "actors/process/program.hpp"
#include "worker/audit.hpp"
#include "worker/codes.hpp"
#include "worker/dead_letters.hpp"
#include "worker/drain.hpp"
#include "worker/queue.hpp"
#include "worker/roles.hpp"
#include "worker/service.hpp"

int main(int argc, char** argv) {
  return scrutin::actors::run_program(
      {
          .name = "worker",
          .run = &scrutin::worker::serve,
          .admin = [](const scrutin::config::settings& all) { return all.worker.admin; },
          .commands = {scrutin::worker::audit_command(), scrutin::worker::dead_letters_command(),
                       scrutin::worker::queue_command(), scrutin::worker::drain_command(),
                       scrutin::worker::codes_command(), scrutin::worker::roles_command()},
      },
      argc, argv);
}
