#include "actors/process/program.hpp"
#include "vote/service.hpp"

int main(int argc, char** argv) {
  return scrutin::actors::run_program(
      {
          .name = "vote",
          .run = &scrutin::vote::serve,
          .admin = [](const scrutin::config::settings& all) { return all.vote.admin; },
      },
      argc, argv);
}
