#pragma once
// A vote that was recorded a moment ago, as the address of its page says it.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "actors/ballots/uid.hpp"
#include "actors/ingest/voter_key.hpp"
#include "http/message.hpp"

namespace scrutin::vote {

/// The page after a vote knows by its cookies that there was one. For a browser that keeps none its address says so:
/// `?recorded=RECEIPT.SIGNATURE`. Nobody else shall believe it, since the one whom such an address is sent to has not
/// voted: it holds for that poll, in a browser that calls itself the same, for 10 to 20 minutes, and not where the
/// browser tells that it came from elsewhere. What was chosen is not in it: addresses are written into logs.
class fresh_receipt {
public:
  using clock = std::chrono::system_clock;

  /// The name of the parameter.
  static constexpr std::string_view name = "recorded";
  static constexpr std::chrono::minutes lifetime{10};

  /// The parameter's value. The key is known.
  static std::string issue(const actors::uid& receipt, std::string_view poll, const http::request& asked,
                           const actors::voter_key& key, clock::time_point now);

  /// The parameter's value in that request, whatever it is.
  static std::optional<std::string> find(const http::request& asked);

  /// The receipt, where it was issued for that poll and for who asks.
  static std::optional<actors::uid> read(std::string_view value, std::string_view poll, const http::request& asked,
                                         const actors::voter_key& key, clock::time_point now);
};

}  // namespace scrutin::vote
