#include "actors/process/program.hpp"

#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>

#include "actors/process/healthcheck.hpp"
#include "config/load.hpp"

namespace scrutin::actors {

namespace {

constexpr int cannot_start = 2;

std::vector<config::command> commands_of(const program& self) {
  std::vector<config::command> all;
  for (const auto& one : self.commands) all.push_back(one.says);
  return all;
}

outcome run_command(const program& self, const config::call& call) {
  for (const auto& one : self.commands) {
    if (one.says.name == call.asked.command.at(0)) return one.run(call.config.values, call.asked, std::cout);
  }
  return problem::that("there is no such command");
}

config::reading reading_of(const program& self, const config::surroundings& world) {
  return [name = self.name, commands = commands_of(self),
          world]() -> boost::system::result<config::settings, config::complaints> {
    std::ostringstream unused;
    auto found = config::load(name, commands, world, unused);
    if (!found) return found.error();
    return std::move(found->config.values);
  };
}

int run_call(const program& self, int argc, char** argv) {
  const auto world = config::surroundings::of(argc, argv);
  const auto found = config::load(self.name, commands_of(self), world, std::cout);
  if (!found) {
    for (const auto& complaint : found.error()) std::cerr << self.name << ": " << complaint.to_string() << '\n';
    return cannot_start;
  }
  const auto& call = *found;
  switch (call.what) {
    case config::call::kind::check:
    case config::call::kind::done:
      return 0;
    case config::call::kind::healthcheck:
      return healthcheck(self.admin(call.config.values), std::cout);
    case config::call::kind::command:
    case config::call::kind::run:
      break;
  }
  if (call.what == config::call::kind::run) {
    for (const auto& note : call.config.notes) std::cerr << self.name << ": " << note << '\n';
  }
  const auto ended = call.what == config::call::kind::command ? run_command(self, call)
                                                              : self.run(call.config.values, reading_of(self, world));
  if (ended) return *ended;
  std::cerr << self.name << ": " << ended.error().why << '\n';
  return cannot_start;
}

}  // namespace

int run_program(const program& self, int argc, char** argv) {
  try {
    return run_call(self, argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", self.name.c_str(), e.what());
    return cannot_start;
  }
}

}  // namespace scrutin::actors
