#include "actors/process/program.hpp"
#include "result/service.hpp"

int main(int argc, char** argv) {
  return scrutin::actors::run_program(
      {
          .name = "result",
          .run = &scrutin::result::serve,
          .admin = [](const scrutin::config::settings& all) { return all.result.admin; },
      },
      argc, argv);
}
