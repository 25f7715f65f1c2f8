#pragma once
// Requests as a test writes them, and what comes back.
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace scrutin::test {

struct http_answer {
  unsigned status = 0;                        ///< 0: no answer came
  std::map<std::string, std::string> fields;  ///< by lower-case name; several of a name are joined by a line break
  std::string body;
};

/// Sends one request on a connection of its own, and waits for the answer: `fields` are lines like "Accept:
/// text/html\r\n".
http_answer ask(std::uint16_t port, const std::string& method, const std::string& target, const std::string& body = {},
                const std::string& fields = {});

/// A vote as a form without cookies.
http_answer post_vote(std::uint16_t port, const std::string& choice, const std::string& fields = {});

/// The line by which a browser sends back the cookies of that answer. It has some.
std::string cookies_of(const http_answer& answer);

}  // namespace scrutin::test
