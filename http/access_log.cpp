#include "http/access_log.hpp"

#include <fmt/format.h>

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
    append_escaped(line, target);
    line += version == 10 ? " HTTP/1.0\"" : " HTTP/1.1\"";
  }
  fmt::format_to(std::back_inserter(line), " {} {}", status, bytes);
  append_quoted(line, referer);
  append_quoted(line, user_agent);
  return line;
}

}  // namespace scrutin::http
