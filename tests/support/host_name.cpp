#include "tests/support/host_name.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <map>
#include <mutex>
#include <utility>

namespace scrutin::test {

namespace {

struct known_names {
  std::mutex mutex;
  std::map<std::string, std::vector<std::string>, std::less<>> addresses;
};

known_names& known() {
  static known_names all;
  return all;
}

}  // namespace

host_name::host_name(std::string name, std::vector<std::string> addresses) : name_(std::move(name)) {
  const std::scoped_lock lock{known().mutex};
  known().addresses[name_] = std::move(addresses);
}

host_name::~host_name() {
  const std::scoped_lock lock{known().mutex};
  known().addresses.erase(name_);
}

}  // namespace scrutin::test

// In the place of the C library's, which is asked for each address; its freeaddrinfo frees a chain link by link.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
  static const auto next = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  std::vector<std::string> addresses;
  if (node != nullptr) {
    auto& names = scrutin::test::known();
    const std::scoped_lock lock{names.mutex};
    if (const auto one = names.addresses.find(node); one != names.addresses.end()) addresses = one->second;
  }
  if (addresses.empty()) return next(node, service, hints, found);
  addrinfo wanted = hints != nullptr ? *hints : addrinfo{};
  wanted.ai_flags = (wanted.ai_flags & ~AI_CANONNAME) | AI_NUMERICHOST;
  *found = nullptr;
  auto** end = found;
  int failed = EAI_NONAME;
  for (const auto& address : addresses) {
    const int error = next(address.c_str(), service, &wanted, end);
    if (error != 0) continue;  // of another family than was asked for
    failed = 0;
    while (*end != nullptr) end = &(*end)->ai_next;
  }
  return failed;
}
