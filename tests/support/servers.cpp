// A private Redis and PostgreSQL for as long as standard input is open: for tests that are not written in C++.
#include <iostream>
#include <string>

#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"

int main() try {
  const scrutin::test::redis_server redis;
  scrutin::test::postgres_server postgres;
  std::cout << "SCRUTIN_REDIS_URL=" << redis.url() << "\nSCRUTIN_POSTGRES_URL=" << postgres.create_database()
            << "\nready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
} catch (const std::exception& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
