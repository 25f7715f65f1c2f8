#include "http/forwarded.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "config/url.hpp"
#include "http/authority.hpp"
#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

// What one proxy wrote of the hop before it.
struct hop {
  std::string from;  // an address, or what is none
  std::string proto;
  std::string host;
};

// The last ones of a list: those that our proxies wrote. What stands before so many, a client made up.
class last_elements {
public:
  void add(std::string_view element) {
    if (all_.size() == 2 * limits::hops) all_.erase(all_.begin(), all_.begin() + limits::hops);
    all_.push_back(element);
  }

  /// One empty element where there is none.
  std::vector<std::string_view> take() && {
    if (all_.empty()) all_.emplace_back();
    if (all_.size() > limits::hops) all_.erase(all_.begin(), all_.end() - limits::hops);
    for (auto& one : all_) one = trim(one);
    return std::move(all_);
  }

private:
  std::vector<std::string_view> all_;
};

// What stands between the marks, but for those in quoted strings.
void cut(std::string_view list, char mark, last_elements& into) {
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const char c = list[at];
    if (quoted && c == '\\') {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == mark && !quoted) {
      into.add(list.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  into.add(list.substr(begin));
}

// All lines of a field as one list (RFC 9110, 5.3). Each line is cut by itself: a quoted string that one leaves open, a
// client's say, swallows nothing of the next.
std::vector<std::string_view> elements(const request& message, const char* name) {
  last_elements found;
  const auto [begin, end] = message.equal_range(name);
  for (auto field = begin; field != end; ++field) cut(view(field->value()), ',', found);
  return std::move(found).take();
}

std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string plain;
  for (std::size_t at = 1; at + 1 < text.size(); ++at) {
    if (text[at] == '\\' && at + 2 < text.size()) ++at;
    plain += text[at];
  }
  return plain;
}

// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
std::optional<config::ip_address> address_of(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == text.npos) return std::nullopt;
    return config::ip_address::parse(text.substr(1, close - 1));
  }
  if (std::ranges::count(text, ':') == 1) text = text.substr(0, text.find(':'));
  return config::ip_address::parse(text);
}

std::optional<bool> secure_by(std::string_view proto) {
  for (const auto* name : {"https", "wss"}) {
    if (same_in_any_case(proto, name)) return true;
  }
  for (const auto* name : {"http", "ws"}) {
    if (same_in_any_case(proto, name)) return false;
  }
  return std::nullopt;
}

std::string prefix_of(std::string_view text) {
  while (text.ends_with('/')) text.remove_suffix(1);
  return config::is_prefix(text) ? std::string(text) : std::string{};
}

forwarded of_hops(const std::vector<hop>& hops, const config::networks& trusted) {
  forwarded said;
  const hop* nearest = nullptr;
  for (auto one = hops.rbegin(); one != hops.rend(); ++one) {
    nearest = &*one;
    const auto address = address_of(one->from);
    if (!address) break;
    said.client = address;
    if (!config::contain(trusted, *address)) break;
  }
  if (nearest == nullptr) return said;
  said.secure = secure_by(nearest->proto);
  if (parse_authority(nearest->host)) said.host = nearest->host;
  return said;
}

// The one of `list` that stands as far from its end as `from_end`, or the first.
std::string_view at_same_place(const std::vector<std::string_view>& list, std::size_t from_end) {
  return list[list.size() - 1 - std::min(from_end, list.size() - 1)];
}

std::optional<forwarded> by_x_fields(const request& message, const config::networks& trusted) {
  constexpr std::array names{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix"};
  const auto absent = [&](const char* name) { return message.count(name) == 0; };
  if (std::ranges::all_of(names, absent)) return std::nullopt;
  const auto of_for = elements(message, names[0]);
  const auto of_proto = elements(message, names[1]);
  const auto of_host = elements(message, names[2]);
  std::vector<hop> hops;
  for (std::size_t at = 0; at < of_for.size(); ++at) {
    const auto from_end = of_for.size() - 1 - at;
    hops.push_back({std::string(of_for[at]), std::string(at_same_place(of_proto, from_end)),
                    std::string(at_same_place(of_host, from_end))});
  }
  auto said = of_hops(hops, trusted);
  said.prefix = prefix_of(elements(message, names[3]).back());
  return said;
}

std::optional<forwarded> by_forwarded(const request& message, const config::networks& trusted) {
  if (message.count("Forwarded") == 0) return std::nullopt;
  std::vector<hop> hops;
  for (const auto element : elements(message, "Forwarded")) {
    auto& one = hops.emplace_back();
    last_elements pairs;
    cut(element, ';', pairs);
    for (const auto pair : std::move(pairs).take()) {
      const auto equals = std::min(pair.find('='), pair.size());
      const auto name = trim(pair.substr(0, equals));
      const auto value = unquoted(trim(pair.substr(std::min(equals + 1, pair.size()))));
      if (same_in_any_case(name, "for")) one.from = value;
      if (same_in_any_case(name, "proto")) one.proto = value;
      if (same_in_any_case(name, "host")) one.host = value;
    }
  }
  return of_hops(hops, trusted);
}

}  // namespace

forwarded read_forwarded(const request& message, const config::networks& trusted) {
  auto x_fields = by_x_fields(message, trusted);
  auto standard = by_forwarded(message, trusted);
  if (!x_fields) return standard.value_or(forwarded{});
  if (!standard) return *std::move(x_fields);
  auto prefix = std::exchange(x_fields->prefix, {});
  if (*x_fields != *standard) return {};
  x_fields->prefix = std::move(prefix);
  return *std::move(x_fields);
}

}  // namespace scrutin::http
