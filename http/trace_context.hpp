#pragma once
// Where a request stands in a trace: W3C Trace Context, level 1.
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::http {

/// The trace that a request belongs to. Names no person: who sends the field chooses it, and else it is random.
struct trace_context {
  std::string id;        ///< 32 digits of hexadecimal in lower case, not all of them 0; empty: no trace
  bool sampled = false;  ///< whether its beginner wants to see it recorded

  bool operator==(const trace_context&) const = default;

  /// A new one that nobody wants to see recorded.
  static trace_context random();

  /// As a ballot carries it: its id, and `-01` where it is sampled, else `-00`.
  std::string to_string() const;

  /// What to_string wrote; nothing else.
  static std::optional<trace_context> parse(std::string_view text);
};

/// What the field `traceparent` says (section 3.2); nothing where it says nothing that can be read, which then counts
/// as absent. Later versions are read as far as this one goes.
std::optional<trace_context> read_traceparent(std::string_view field);

}  // namespace scrutin::http
