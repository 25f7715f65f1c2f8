#include "http/access_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "http/percent.hpp"
#include "http/text.hpp"

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

bool is_secret(std::string_view name) {
  const auto plain = percent_decode(name, plus::is_space);
  constexpr std::array names{"receipt", "recorded", "code", "pass", "hall"};
  return !plain || std::ranges::any_of(names, [&](const char* secret) { return same_in_any_case(*plain, secret); });
}

// An address as the log may have it.
std::string redacted(std::string_view address) {
  constexpr std::string_view receipts = "/receipts/";
  const auto question = std::min(address.find('?'), address.size());
  std::string shown;
  auto path = address.substr(0, question);
  for (auto at = path.find(receipts); at != path.npos; at = path.find(receipts)) {
    const auto begin = at + receipts.size();
    shown += path.substr(0, begin);
    shown += '*';
    path.remove_prefix(std::min(path.find('/', begin), path.size()));
  }
  shown += path;
  auto query = address.substr(question);
  while (!query.empty()) {
    shown += query.front();
    query.remove_prefix(1);
    const auto pair = query.substr(0, query.find_first_of("?&#"));
    const auto equals = pair.find('=');
    if (equals != pair.npos && is_secret(pair.substr(0, equals))) {
      shown += pair.substr(0, equals + 1);
      shown += '*';
    } else {
      shown += pair;
    }
    query.remove_prefix(pair.size());
  }
  return shown;
}

}  // namespace

access access::of(const request& message) {
  access entry;
  entry.method = view(message.method_string());
  entry.target = http::target(message);
  entry.version = message.version();
  entry.referer = value(message, field::referer);
  entry.user_agent = value(message, field::user_agent);
  entry.trace = message.arrival.trace.id;
  return entry;
}

std::string access::to_string(config::log_format as, std::string_view process) const {
  if (as == config::log_format::text) return combined();
  auto record = config::log_record::event(as, at, "info", process, "request");
  const auto add = [&record](std::string_view name, std::string_view value) {
    if (!value.empty()) record.add(name, value);
  };
  add("client", client);
  add("method", method);
  if (!method.empty()) add("target", redacted(target));
  add("version", method.empty() ? "" : version == 10 ? "1.0" : "1.1");
  record.add("status", status).add("bytes", bytes);
  add("referer", redacted(referer));
  add("user_agent", user_agent);
  add("trace", trace);
  return record.line();
}

std::string access::combined() const {
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
    append_escaped(line, redacted(target));
    line += version == 10 ? " HTTP/1.0\"" : " HTTP/1.1\"";
  }
  fmt::format_to(std::back_inserter(line), " {} {}", status, bytes);
  append_quoted(line, redacted(referer));
  append_quoted(line, user_agent);
  return line;
}

}  // namespace scrutin::http
