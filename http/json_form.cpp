#include "http/json_form.hpp"

#include <boost/json/parse.hpp>
#include <string>
#include <utility>

#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

refusal bad(std::string reason) { return {status::bad_request, std::move(reason)}; }

std::string text_of(const boost::json::string& text) { return {text.data(), text.size()}; }

}  // namespace

expected<form> parse_json_form(std::string_view body) {
  boost::system::error_code error;
  const boost::json::parse_options options{.max_depth = 4};
  const auto parsed = boost::json::parse({body.data(), body.size()}, error, {}, options);
  if (error) return bad("The body is no JSON: " + error.message() + ".");
  if (!parsed.is_object()) return bad("The body is JSON, but no object such as {\"vote\": \"a\"}.");

  std::vector<form::field_type> fields;
  const auto add = [&](std::string_view name, const boost::json::value& value) -> expected<void> {
    if (fields.size() == limits::form_fields) {
      return bad("The body holds more than " + std::to_string(limits::form_fields) + " texts.");
    }
    if (!value.is_string())
      return bad("The body's \"" + std::string(name) + "\" is neither a text nor a list of texts.");
    auto text = text_of(value.get_string());
    if (!is_text(name) || !is_text(text)) return bad("The body holds control characters.");
    fields.emplace_back(name, std::move(text));
    return {};
  };
  for (const auto& member : parsed.get_object()) {
    const std::string_view name{member.key().data(), member.key().size()};
    if (const auto* list = member.value().if_array()) {
      for (const auto& one : *list) {
        if (auto added = add(name, one); !added) return added.error();
      }
    } else if (auto added = add(name, member.value()); !added) {
      return added.error();
    }
  }
  return form(std::move(fields));
}

}  // namespace scrutin::http
