// A private Redis and PostgreSQL, and addresses for the services, for as long as standard input is open: for tests that
// are not written in C++. It prints them as settings.
#include <iostream>
#include <string>

#include "tests/support/free_port.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"

int main() try {
  const scrutin::test::redis_server redis;
  scrutin::test::postgres_server postgres;
  std::cout << "SCRUTIN_REDIS_URL=" << redis.url() << "\nSCRUTIN_POSTGRES_URL=" << postgres.create_database() << '\n';
  for (const auto* address : {"VOTE_LISTEN", "VOTE_ADMIN", "RESULT_LISTEN", "RESULT_ADMIN", "WORKER_ADMIN"}) {
    std::cout << "SCRUTIN_" << address << "=127.0.0.1:" << scrutin::test::free_port() << '\n';
  }
  std::cout << "ready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
} catch (const std::exception& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
