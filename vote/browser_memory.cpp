#include "vote/browser_memory.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/cookie.hpp"
#include "http/signature.hpp"

namespace scrutin::vote {

namespace {

constexpr std::chrono::hours remembered{24 * 365};

void put(http::response& answer, const http::request& asked, std::string_view kind, std::string value) {
  const http::set_cookie cookie{.name = http::port_name(kind, asked),
                                .value = std::move(value),
                                .max_age = remembered,
                                .secure = asked.arrival.secure};
  answer.insert(http::field::set_cookie, cookie.to_string());
}

std::string code_of(std::string_view text, const http::hmac_sha256& secret, std::string_view epoch,
                    const http::voter_id& voter) {
  return http::signature(secret, {"scrutin kept votes 1", epoch, voter.to_string(), text});
}

// What was signed: the time and the votes; nothing where the signature is none of ours for that voter.
std::string_view signed_part(std::string_view value, const actors::voter_key& key, const http::voter_id& voter) {
  if (value.size() <= http::signature_size || value[http::signature_size] != '.') return {};
  const auto text = value.substr(http::signature_size + 1);
  const auto code = value.substr(0, http::signature_size);
  const auto sign = [&](const http::hmac_sha256& secret) { return code_of(text, secret, key.epoch(), voter); };
  return key.known()->signs(code, sign) ? text : std::string_view{};
}

}  // namespace

browser_memory::browser_memory(const http::request& asked, const actors::voter_key& key) {
  if (key.known() == nullptr) return;
  for (const auto value : http::cookies_of_kind(asked, http::voter_cookie::name)) {
    voter_ = key.known()->cookie.read(value);
    if (!voter_) continue;
    if (key.known()->cookie.is_current(value, *voter_)) cookie_ = value;
    break;
  }
  if (!voter_ || key.epoch().empty()) return;
  // A service that is asked at two ports has a cookie for each: the last that was written holds what the other held.
  std::uint64_t latest = 0;
  for (const auto value : http::cookies_of_kind(asked, kept_votes::name)) {
    const auto text = signed_part(value, key, *voter_);
    std::uint64_t time = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time);
    if (error != std::errc{} || time < latest) continue;
    latest = time;
    const auto at = static_cast<std::size_t>(end - text.data());
    votes_ = kept_votes{text.substr(std::min(at + 1, text.size()))};
  }
}

void browser_memory::keep(http::response& answer, const http::request& asked, const actors::voter_key& key,
                          const http::voter_id& voter) const {
  put(answer, asked, http::voter_cookie::name,
      voter_ == voter && !cookie_.empty() ? cookie_ : key.known()->cookie.issue(voter));
}

void browser_memory::keep(http::response& answer, const http::request& asked, const actors::voter_key& key,
                          const http::voter_id& voter, const kept_votes& votes, clock::time_point now) const {
  keep(answer, asked, key, voter);
  const auto time = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const auto text = std::to_string(time) + '/' + votes.to_string();
  put(answer, asked, kept_votes::name, code_of(text, key.known()->secret, key.epoch(), voter) + '.' + text);
}

}  // namespace scrutin::vote
