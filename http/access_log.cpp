#include "http/access_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace scrutin::http {
namespace {

void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
      line.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(line), "\\x{:02X}", static_cast<unsigned char>(c));
    }
  }
}

/// Whether what stands at the end of `before` is the name of a parameter that nobody may read in a log: who has a
/// voter's code or a hall's pass can vote by it.
bool is_secret(std::string_view before) {
  for (const std::string_view name : {"code=", "pass=", "hall="}) {
    if (!before.ends_with(name) || before.size() == name.size()) continue;
    const char mark = before[before.size() - name.size() - 1];
    if (mark == '?' || mark == '&') return true;
  }
  return false;
}

/// An address, with a star in place of each such value.
std::string without_secrets(std::string_view address) {
  std::string shown;
  for (std::size_t at = 0; at < address.size(); ++at) {
    shown += address[at];
    if (address[at] != '=' || !is_secret(address.substr(0, at + 1))) continue;
    shown += '*';
    at = std::min(address.find_first_of("&#", at), address.size()) - 1;
  }
  return shown;
}

void append_quoted(std::string& line, std::string_view text) {
  line += " \"";
  append_escaped(line, text.empty() ? "-" : text);
  line += '"';
}

/// [10/Oct/2000:13:55:36 +0000], in English under any locale.
void append_time(std::string& line, std::chrono::system_clock::time_point at) {
  using namespace std::chrono;
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(at - day));
  fmt::format_to(std::back_inserter(line), "[{:02}/{}/{:04}:{:02}:{:02}:{:02} +0000]", unsigned{date.day()},
                 months[unsigned{date.month()} - 1], int{date.year()}, time.hours().count(), time.minutes().count(),
                 time.seconds().count());
}

}  // namespace

access access::of(const request& message) {
  access entry;
  entry.method = view(message.method_string());
  entry.target = http::target(message);
  entry.version = message.version();
  entry.referer = value(message, field::referer);
  entry.user_agent = value(message, field::user_agent);
  return entry;
}

std::string access::to_string() const {
  std::string line;
  line.reserve(128 + target.size() + referer.size() + user_agent.size());
  append_escaped(line, client.empty() ? "-" : client);
  line += " - - ";
  append_time(line, at);
  if (method.empty()) {
    append_quoted(line, "");
  } else {
    line += " \"";
    append_escaped(line, method);
    line += ' ';
    append_escaped(line, without_secrets(target));
    line += version == 10 ? " HTTP/1.0\"" : " HTTP/1.1\"";
  }
  fmt::format_to(std::back_inserter(line), " {} {}", status, bytes);
  append_quoted(line, without_secrets(referer));
  append_quoted(line, user_agent);
  return line;
}

}  // namespace scrutin::http
