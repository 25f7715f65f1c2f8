#include "vote/fresh_receipt.hpp"

#include <algorithm>
#include <variant>

#include "http/form.hpp"
#include "http/router.hpp"
#include "http/signature.hpp"

namespace scrutin::vote {

namespace {

// Which part of all time that is, and not the moment itself: the same request again gets the same answer.
auto part_of(fresh_receipt::clock::time_point now) { return now.time_since_epoch() / fresh_receipt::lifetime; }

std::string code_of(std::string_view receipt, std::string_view poll, const http::request& asked,
                    const http::hmac_sha256& secret, std::string_view epoch, decltype(part_of({})) part) {
  return http::signature(secret, {"scrutin fresh receipt 1", epoch, receipt, poll,
                                  http::value(asked, http::field::user_agent), std::to_string(part)});
}

}  // namespace

std::string fresh_receipt::issue(const actors::uid& receipt, std::string_view poll, const http::request& asked,
                                 const actors::voter_key& key, clock::time_point now) {
  const auto text = receipt.to_string();
  return text + '.' + code_of(text, poll, asked, key.known()->secret, key.epoch(), part_of(now));
}

std::optional<std::string> fresh_receipt::find(const http::request& asked) {
  const auto fields = http::query(http::target(asked));
  if (!fields) return std::nullopt;
  const auto value = fields->only(name);
  return value ? std::optional{std::string(*value)} : std::nullopt;
}

std::optional<actors::uid> fresh_receipt::read(std::string_view value, std::string_view poll,
                                               const http::request& asked, const actors::voter_key& key,
                                               clock::time_point now) {
  if (key.known() == nullptr || key.epoch().empty()) return std::nullopt;
  // Browsers tell this on https pages and on localhost. A page that is loaded again says what it said before.
  const auto from = http::value(asked, "Sec-Fetch-Site");
  if (!from.empty() && from != "same-origin") return std::nullopt;
  const auto dot = std::min(value.find('.'), value.size());
  const auto text = value.substr(0, dot);
  const auto receipt = actors::uid::parse(text);
  if (!receipt) return std::nullopt;
  const auto part = part_of(now);
  for (const auto one : {part, part - 1}) {
    const auto sign = [&](const http::hmac_sha256& secret) {
      return code_of(text, poll, asked, secret, key.epoch(), one);
    };
    if (key.known()->signs(value.substr(std::min(dot + 1, value.size())), sign)) return receipt;
  }
  return std::nullopt;
}

}  // namespace scrutin::vote
