#pragma once
// What signs the voters' cookies, and names them.
#include <algorithm>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/hmac.hpp"
#include "http/signature.hpp"
#include "http/text.hpp"
#include "http/voter_cookie.hpp"

namespace scrutin::actors {

/// The key as one loop knows it: from the settings, or from Redis once it was reached; and what the votes that were
/// signed with it went into. Used on that loop's thread alone.
class voter_key {
public:
  /// What can be done once the key is known.
  struct tools {
    explicit tools(std::string_view key) : cookie(key), secret(key) {}

    http::voter_cookie cookie;
    http::hmac_sha256 secret;
    std::vector<http::hmac_sha256> earlier{};  ///< what they signed is still believed

    /// Whether that is the signature which `sign` makes under any of the keys.
    template <std::invocable<const http::hmac_sha256&> Sign>
    bool signs(std::string_view code, const Sign& sign) const {
      const auto by = [&](const http::hmac_sha256& key) { return http::is_signature(code, sign(key)); };
      return by(secret) || std::ranges::any_of(earlier, by);
    }
  };

  /// `settled` are the settings' keys, one a line: the first signs, all are believed. Empty: none is known yet.
  explicit voter_key(std::string_view settled) : fixed_(!settled.empty()) {
    if (!fixed_) return;
    auto keys = http::split(settled, '\n');
    for (auto& key : keys) {
      if (key.ends_with('\r')) key.remove_suffix(1);
    }
    learn(std::string(keys.front()));
    for (const auto earlier : std::span{keys}.subspan(1)) {
      tools_->cookie.believe(earlier);
      tools_->earlier.emplace_back(earlier);
    }
  }

  /// Whether the settings named it: then nothing else may.
  bool fixed() const { return fixed_; }

  void learn(std::string bytes) {
    bytes_ = std::move(bytes);
    tools_.emplace(bytes_);
    ++edition_;
  }

  /// Empty while it is not known.
  const std::string& bytes() const { return bytes_; }

  /// Null while it is not known.
  const tools* known() const { return tools_ ? &*tools_ : nullptr; }

  /// Names the data that votes went into: other than before once Redis was emptied, where a key of the settings stays
  /// what it was. Empty while it is not known.
  const std::string& epoch() const { return epoch_; }
  void enter(std::string epoch) {
    if (epoch == epoch_) return;
    epoch_ = std::move(epoch);
    ++edition_;
  }

  /// Another one wherever the key or the epoch is: what was read under the one before says nothing any more.
  unsigned edition() const { return edition_; }

private:
  bool fixed_;
  std::string bytes_;
  std::string epoch_;
  std::optional<tools> tools_;
  unsigned edition_ = 0;
};

}  // namespace scrutin::actors
