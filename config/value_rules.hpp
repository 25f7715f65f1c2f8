#pragma once
// What the values of settings must be. What is wrong is said as what follows a key's name: `must be 0 to 1024, not
// 2000`.
#include <chrono>
#include <cstdint>
#include <string>

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

/// Sets `number` where `text` is a decimal number in the range; else says what is wrong.
std::string read_number(std::int64_t& number, const std::string& text, range allowed);

template <class Number>
std::string set_number(Number& into, const std::string& text, range allowed) {
  std::int64_t number = 0;
  auto wrong = read_number(number, text, allowed);
  if (wrong.empty()) into = static_cast<Number>(number);
  return wrong;
}

std::string set_endpoint(endpoint& into, const std::string& text);

/// Where browsers find our pages: `http(s)://host[:port][/path]`, whose last slash is dropped, or `:port`.
std::string set_page_url(std::string& into, const std::string& text);

std::string wrong_with_log(const std::string& text);
std::string wrong_with_log_level(const std::string& text);
std::string wrong_with_queue(const std::string& text);
std::string wrong_with_cookie_key(const std::string& text);
std::string wrong_with_password(const std::string& text);
std::string wrong_with_redis(const std::string& text);
std::string wrong_with_postgres(const std::string& text);

}  // namespace scrutin::config
