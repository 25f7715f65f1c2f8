#pragma once
// From a method and a target to whoever answers.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/form.hpp"
#include "http/message.hpp"
#include "http/path_pattern.hpp"

namespace scrutin::http {

/// The path of a target, without its query.
inline std::string_view path(std::string_view target) noexcept { return target.substr(0, target.find('?')); }

/// The query of a target, read like a form; empty where there is none.
inline expected<form> query(std::string_view target) {
  const auto mark = target.find('?');
  return parse_form(mark == target.npos ? std::string_view() : target.substr(mark + 1));
}

/// The value of the field that the query of a target has exactly once; nothing where it has none or several, or where
/// the query cannot be read.
inline std::optional<std::string> query_value(std::string_view target, std::string_view name) {
  const auto fields = query(target);
  if (!fields || fields->count(name) != 1) return std::nullopt;
  return std::string(*fields->only(name));
}

template <class Handler>
struct match {
  const Handler* handler;  ///< the router's own
  path_params params;
};

struct not_found {};

/// The path exists, but not for this method: `allow` is the value that Allow must have (RFC 9110, 15.5.6). Whoever asks
/// by OPTIONS is told that value, and no more (9.3.7).
struct method_not_allowed {
  std::string allow;
};

/// Handlers by path pattern and method. Filled before it is used; afterwards any number of threads may ask.
template <class Handler>
class router {
public:
  using result = std::variant<match<Handler>, not_found, method_not_allowed>;

  /// Adds a handler; see path_pattern for what a pattern may be. A second one for the same method and pattern is never
  /// found.
  void add(verb method, std::string_view pattern, Handler handler) {
    resource_of(path_pattern(pattern)).handlers.emplace_back(method, std::move(handler));
  }

  /// The handler for a method and a target, which may have a query. The most specific pattern that fits the path
  /// decides, whatever the method; HEAD goes to GET's handler where it has none of its own.
  result find(verb method, std::string_view target) const {
    for (const auto& resource : resources_) {
      auto params = resource.pattern.match(path(target));
      if (!params) continue;
      const Handler* handler = resource.find(method);
      if (!handler && method == verb::head) handler = resource.find(verb::get);
      if (!handler) return method_not_allowed{resource.allow()};
      return match<Handler>{handler, *std::move(params)};
    }
    return not_found{};
  }

private:
  struct resource {
    path_pattern pattern;
    std::vector<std::pair<verb, Handler>> handlers;

    const Handler* find(verb method) const noexcept {
      for (const auto& [known, handler] : handlers) {
        if (known == method) return &handler;
      }
      return nullptr;
    }

    std::string allow() const {
      std::string methods;
      const auto name = [&](verb method) {
        if (!methods.empty()) methods += ", ";
        methods += view(boost::beast::http::to_string(method));
      };
      for (const auto& [method, handler] : handlers) name(method);
      if (find(verb::get) && !find(verb::head)) name(verb::head);
      if (!find(verb::options)) name(verb::options);
      return methods;
    }
  };

  resource& resource_of(path_pattern pattern) {
    const auto known = std::find_if(resources_.begin(), resources_.end(),
                                    [&](const resource& other) { return other.pattern == pattern; });
    if (known != resources_.end()) return *known;
    const auto place = std::find_if(resources_.begin(), resources_.end(),
                                    [&](const resource& other) { return pattern.before(other.pattern); });
    return *resources_.insert(place, resource{std::move(pattern), {}});
  }

  std::vector<resource> resources_;  // the most specific first
};

}  // namespace scrutin::http
