#pragma once
// What the values of settings must be. What is wrong is said as what follows a key's name: `must be 0 to 1024, not
// 2000`.
#include <chrono>
#include <cstdint>
#include <string>

#include "config/expected.hpp"
#include "config/settings.hpp"

namespace scrutin::config {

struct range {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

inline std::int64_t to_integer(unsigned number) { return number; }

template <class Rep, class Period>
std::int64_t to_integer(std::chrono::duration<Rep, Period> duration) {
  return duration.count();
}

/// A decimal number in the range.
expected<std::int64_t> read_number(const std::string& text, range allowed);

expected<endpoint> read_endpoint(const std::string& text);

/// Where browsers find our pages: `http(s)://host[:port][/path]`, whose last slash is dropped, or `:port`.
expected<std::string> read_page_url(const std::string& text);

/// The address of a service itself: as above, without the port alone. Its path is no path of ours.
expected<std::string> read_public_url(const std::string& text);

expected<void> check_networks(const std::string& text);
expected<void> check_log(const std::string& text);
expected<void> check_word(const std::string& text, const std::vector<std::string>& words);
expected<void> check_signing_key(const std::string& text);
expected<void> check_password(const std::string& text);
expected<void> check_redis(const std::string& text);
expected<void> check_postgres(const std::string& text);

}  // namespace scrutin::config
