#pragma once
// Who votes, as a browser remembers it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/hmac.hpp"

namespace scrutin::http {

/// 128 random bits as 32 lower-case hexadecimal digits. Only `random`, `parse` and cookies make one.
class voter_id {
public:
  /// A new voter. Throws std::runtime_error where the operating system gives no random bytes.
  static voter_id random();

  static std::optional<voter_id> parse(std::string_view text);

  const std::string& to_string() const noexcept { return digits_; }

  bool operator==(const voter_id&) const = default;

private:
  explicit voter_id(std::string digits) : digits_(std::move(digits)) {}

  std::string digits_;
};

/// Signs voter ids, so that nobody votes in the name of others or makes up names. One object may serve many threads.
///
/// A value is the id, a dot, and HMAC-SHA256 of a label and the id in base64url (RFC 4648, 5) without padding: 76
/// characters.
class voter_cookie {
public:
  /// What the cookie's name begins with; see port_name.
  static constexpr std::string_view name = "voter";

  explicit voter_cookie(std::string_view key) { signs_.emplace_back(key); }

  /// Reads cookies of a key that signed before, too.
  void believe(std::string_view earlier) { signs_.emplace_back(earlier); }

  std::string issue(const voter_id& voter) const;

  /// The voter of a cookie that was issued under the same key, or one that is believed; nothing for any other text.
  /// Compares in constant time.
  std::optional<voter_id> read(std::string_view value) const;

  /// Whether a value that was read is that which would be issued now, and not one of an earlier key.
  bool is_current(std::string_view value, const voter_id& voter) const {
    return signs_.size() == 1 || value == issue(voter);
  }

private:
  std::vector<hmac_sha256> signs_;  // the first issues
};

}  // namespace scrutin::http
