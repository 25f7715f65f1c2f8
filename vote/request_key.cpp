#include "vote/request_key.hpp"

#include <algorithm>

namespace scrutin::vote {

std::optional<request_key> request_key::of(const http::request& asked) {
  const boost::beast::string_view name{field.data(), field.size()};
  const auto fields = asked.count(name);
  if (fields == 0) return std::nullopt;
  auto text = http::value(asked, field);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const auto visible = [](char c) { return c > ' ' && c < '\x7f' && c != '"'; };
  const bool fits = text.size() >= least && text.size() <= most && std::ranges::all_of(text, visible);
  return request_key{text, fields == 1 && fits};
}

actors::uid request_key::names(const http::hmac_sha256& secret, std::string_view voter, std::string_view poll,
                               std::string_view choice) const {
  return actors::uid::derived(secret, voter, poll, std::string(text_).append(" ").append(choice));
}

}  // namespace scrutin::vote
