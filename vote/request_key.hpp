#pragma once
// The name that a client gives to a request, so that it may send it again.
#include <optional>
#include <string>
#include <string_view>

#include "actors/ballots/uid.hpp"
#include "http/hmac.hpp"
#include "http/message.hpp"

namespace scrutin::vote {

/// The Idempotency-Key of a request (draft-ietf-httpapi-idempotency-key-header), with or without the quotes that it has
/// there. It names a request of the voter whom a cookie names, and is nobody's identity: of those who send no cookie it
/// names one vote, which counts once, and each of them is someone new.
class request_key {
public:
  static constexpr std::string_view field = "Idempotency-Key";
  static constexpr std::size_t least = 22;  ///< characters: 128 bits in base64, so that nobody hits upon another's
  static constexpr std::size_t most = 255;

  /// Nothing where the request has no such field. Valid as long as the request.
  static std::optional<request_key> of(const http::request& asked);

  /// Whether it can name a request: one field of `least` to `most` visible ASCII characters.
  bool valid() const { return valid_; }

  /// The vote that it names: the same request again is the same vote, and with another choice it is another one.
  /// `voter` is empty where no cookie names one.
  actors::uid names(const http::hmac_sha256& secret, std::string_view voter, std::string_view poll,
                    std::string_view choice) const;

private:
  request_key(std::string_view text, bool valid) : text_(text), valid_(valid) {}

  std::string_view text_;
  bool valid_;
};

}  // namespace scrutin::vote
