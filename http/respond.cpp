#include "http/respond.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace scrutin::http::respond {
namespace {

boost::beast::string_view beast(std::string_view text) noexcept { return {text.data(), text.size()}; }

constexpr unsigned version = 11;

}  // namespace

std::string policy_with(std::string_view directive, std::string_view sources) {
  std::string policy(content_security_policy);
  const auto found = policy.find(std::string(directive) + ' ');
  if (found == std::string::npos) return policy.append("; ").append(directive).append(" ").append(sources);
  const auto begin = found + directive.size() + 1;
  return policy.replace(begin, policy.find(';', begin) - begin, sources);
}

response body(http::status status, std::string_view content_type, std::string body) {
  response made(status, version);
  made.set(field::content_type, beast(content_type));
  made.set(field::cache_control, "no-store");
  made.set("Content-Security-Policy", beast(content_security_policy));
  made.set("X-Content-Type-Options", "nosniff");
  made.set("Referrer-Policy", "same-origin");
  made.content_length(body.size());
  made.body() = std::move(body);
  return made;
}

response html(http::status status, std::string body) {
  return respond::body(status, "text/html; charset=utf-8", std::move(body));
}

response text(http::status status, std::string body) {
  return respond::body(status, "text/plain; charset=utf-8", std::move(body));
}

// JSON is UTF-8 by RFC 8259, 8.1, and its type has no charset parameter (11).
response json(http::status status, const boost::json::value& body) {
  return respond::body(status, "application/json", boost::json::serialize(body));
}

response see_other(std::string_view location) {
  response made(status::see_other, version);
  made.set(field::location, beast(location));
  made.set(field::cache_control, "no-store");
  made.content_length(0);
  return made;
}

response problem(http::status status, std::string_view detail, boost::json::object more) {
  boost::json::object body{
      {"type", "about:blank"},
      {"title", beast(view(boost::beast::http::obsolete_reason(status)))},
      {"status", static_cast<unsigned>(status)},
      {"detail", beast(detail)},
  };
  for (auto& member : more) body.insert_or_assign(member.key(), std::move(member.value()));
  return respond::body(status, "application/problem+json", boost::json::serialize(body));
}

response problem(const refusal& refused, boost::json::object more) {
  auto made = problem(refused.status, refused.reason, std::move(more));
  if (refused.close) made.keep_alive(false);
  return made;
}

response method_not_allowed(std::string_view allow) {
  auto made = problem(status::method_not_allowed, "This address takes " + std::string(allow) + " only.");
  made.set(field::allow, beast(allow));
  return made;
}

response options(std::string_view allow) {
  response made(status::no_content, version);
  made.set(field::allow, beast(allow));
  return made;
}

response moved(std::string_view location) {
  response made(status::permanent_redirect, version);
  made.set(field::location, beast(location));
  made.content_length(0);
  return made;
}

response without_body(response full) {
  full.body().clear();
  return full;
}

}  // namespace scrutin::http::respond
