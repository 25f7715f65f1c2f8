// A private Redis and PostgreSQL, and ports for what stands beside them, for as long as standard input is open: for
// tests that are not written in C++.
#include <iostream>
#include <string>

#include "tests/support/free_port.hpp"
#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"

int main() try {
  const scrutin::test::redis_server redis;
  scrutin::test::postgres_server postgres;
  std::cout << "SCRUTIN_REDIS_URL=" << redis.url() << "\nSCRUTIN_POSTGRES_URL=" << postgres.create_database()
            << "\nports=";
  for (int i = 0; i < 5; ++i) std::cout << (i > 0 ? "," : "") << scrutin::test::free_port();
  std::cout << "\nready" << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
} catch (const std::exception& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
