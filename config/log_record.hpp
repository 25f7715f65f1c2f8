#pragma once
// One event of a log as names and values.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::config {

/// How a log writes its events.
enum class log_format {
  text,    ///< for people
  logfmt,  ///< `time=... level=info msg="it began"`
  json     ///< an object a line
};

/// The format of that name ("logfmt").
std::optional<log_format> parse_log_format(std::string_view text);

/// Puts a line together, without its line break, as logfmt or JSON. Whatever a value holds, it stays one line and one
/// value: quotes, backslashes and control characters are escaped, and bytes that are no UTF-8 become U+FFFD (CWE-117).
class log_record {
public:
  explicit log_record(log_format as) : json_(as == log_format::json) {}

  /// One that begins with the names that every event has: time (in UTC), level, process and msg.
  static log_record event(log_format as, std::chrono::system_clock::time_point at, std::string_view level,
                          std::string_view process, std::string_view msg);

  log_record& add(std::string_view name, std::string_view value);
  log_record& add(std::string_view name, std::uint64_t value);

  std::string line() const { return json_ ? line_ + '}' : line_; }

private:
  void begin(std::string_view name);

  bool json_;
  std::string line_;
};

/// `text` with a space for each control character, so that it stays one line where people read it.
std::string on_one_line(std::string_view text);

}  // namespace scrutin::config
