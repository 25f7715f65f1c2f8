#include "config/log_record.hpp"

#include <algorithm>

#include "config/moment.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {

namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// logfmt has no grammar of its own; what its readers take without quotes is the least of them.
bool needs_quotes(std::string_view value) {
  return value.empty() || std::ranges::any_of(value, [](char c) {
           return is_control(c) || c == ' ' || c == '=' || c == '"' || c == '\\' ||
                  static_cast<unsigned char>(c) >= 0x80;
         });
}

// As JSON has it (RFC 8259, 7), which logfmt's readers take too.
void append_escaped(std::string& line, std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  while (!value.empty()) {
    const char c = value.front();
    if (c == '"' || c == '\\') {
      line.append(1, '\\').append(1, c);
    } else if (c == '\n') {
      line += "\\n";
    } else if (is_control(c)) {
      line.append("\\u00").append(1, digits[static_cast<unsigned char>(c) >> 4]).append(1, digits[c & 0xF]);
    } else {
      auto rest = value;
      if (take_code_point(rest)) {
        line += value.substr(0, value.size() - rest.size());
        value = rest;
        continue;
      }
      line += "\uFFFD";
    }
    value.remove_prefix(1);
  }
}

}  // namespace

std::optional<log_format> parse_log_format(std::string_view text) {
  if (text == "text") return log_format::text;
  if (text == "logfmt") return log_format::logfmt;
  if (text == "json") return log_format::json;
  return std::nullopt;
}

void log_record::begin(std::string_view name) {
  if (json_) {
    line_.append(line_.empty() ? "{\"" : ",\"").append(name).append("\":");
  } else {
    line_.append(line_.empty() ? "" : " ").append(name).append("=");
  }
}

log_record log_record::event(log_format as, std::chrono::system_clock::time_point at, std::string_view level,
                             std::string_view process, std::string_view msg) {
  log_record made{as};
  made.add("time", to_string(std::chrono::floor<std::chrono::milliseconds>(at)));
  made.add("level", level).add("process", process).add("msg", msg);
  return made;
}

log_record& log_record::add(std::string_view name, std::string_view value) {
  begin(name);
  if (!json_ && !needs_quotes(value)) {
    line_ += value;
    return *this;
  }
  line_ += '"';
  append_escaped(line_, value);
  line_ += '"';
  return *this;
}

log_record& log_record::add(std::string_view name, std::uint64_t value) {
  begin(name);
  line_ += std::to_string(value);
  return *this;
}

std::string on_one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(line, is_control, ' ');
  return line;
}

}  // namespace scrutin::config
