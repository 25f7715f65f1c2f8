#pragma once
// The access log: a line a request, as text in the combined log format of Apache httpd and nginx, which every log
// reader knows.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "config/log_record.hpp"
#include "http/message.hpp"

namespace scrutin::http {

/// One answered request.
struct access {
  std::string_view client;  ///< its numeric address
  std::chrono::system_clock::time_point at;
  std::string_view method;  ///< empty where the request line was refused
  std::string_view target;
  unsigned version = 11;  ///< 10 or 11
  unsigned status = 0;
  std::uint64_t bytes = 0;  ///< of the response's body
  std::string_view referer;
  std::string_view user_agent;
  std::string_view trace;  ///< of which the request is part; not in the combined format

  /// What a request says of itself; the views are its own.
  static access of(const request& message);

  /// The line, without line break: the time in UTC, empty texts as "-"; in the other formats the names time, level,
  /// process, msg, client, method, target, version, status, bytes, referer, user_agent and trace, without the empty
  /// ones. What shows that somebody has voted, or may, is an asterisk: receipts in paths, and the values of `receipt`,
  /// `recorded`, `code`, `pass` and `hall` in queries, of the target and the referer. Quotes, backslashes, control
  /// characters and bytes beyond ASCII of what clients sent become \xHH, so that nobody writes lines of his own into
  /// the log or to a terminal (CWE-117).
  std::string to_string(config::log_format as = config::log_format::text, std::string_view process = {}) const;

private:
  std::string combined() const;
};

}  // namespace scrutin::http
