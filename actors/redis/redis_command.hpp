#pragma once
// What is said to Redis, and what it answers.
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct redisReply;

namespace scrutin::actors {

/// A command as it goes over the wire (RESP arrays of bulk strings), encoded once where it is made.
class redis_command {
public:
  redis_command() = default;
  redis_command(std::initializer_list<std::string_view> words)
      : redis_command(std::span(words.begin(), words.size())) {}
  explicit redis_command(std::span<const std::string_view> words);
  explicit redis_command(std::span<const std::string> words);

  const std::string& wire() const { return wire_; }

  /// How much longer than the connection's own time-out the reply may take: for commands that block on purpose.
  std::chrono::milliseconds patience{0};

  /// The reply is answered as nil: for replies that are large and of no interest. Errors are told all the same.
  bool discards_reply = false;

private:
  void begin(std::size_t words, std::size_t bytes);
  void add(std::string_view word);

  std::string wire_;
};

/// A reply: nil, an integer, a string (bulk or status), or a list of replies. Error replies travel as caf::error.
struct redis_value {
  using list = std::vector<redis_value>;
  std::variant<std::monostate, std::int64_t, std::string, list> value;

  bool nil() const { return std::holds_alternative<std::monostate>(value); }
  /// Views of what is there, or an empty string, 0, an empty list where it is something else.
  const std::string& text() const;
  std::int64_t integer() const;
  const list& items() const;
};

/// What hiredis read, an error reply as nil.
redis_value to_value(const redisReply& reply);

}  // namespace scrutin::actors
