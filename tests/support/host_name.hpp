#pragma once
// A host's name of the test's own.
#include <string>
#include <vector>

namespace scrutin::test {

/// While it lives, the name has these addresses, in this order, for all in this process that ask getaddrinfo(3): Asio,
/// hiredis, libpq. Other names are what they are.
class host_name {
public:
  host_name(std::string name, std::vector<std::string> addresses);
  ~host_name();
  host_name(const host_name&) = delete;
  host_name& operator=(const host_name&) = delete;

private:
  std::string name_;
};

}  // namespace scrutin::test
