#include "actors/program.hpp"
#include "worker/service.hpp"

int main(int argc, char** argv) {
  return scrutin::actors::run_program(
      {
          .name = "worker",
          .run = &scrutin::worker::serve,
          .admin = [](const scrutin::config::settings& all) { return all.worker.admin; },
      },
      argc, argv);
}
