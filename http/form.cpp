#include "http/form.hpp"

#include <algorithm>
#include <optional>

#include "http/json_form.hpp"
#include "http/limits.hpp"
#include "http/multipart.hpp"
#include "http/percent.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

expected<std::string> decode(std::string_view encoded) {
  auto decoded = percent_decode(encoded, plus::is_space);
  if (!decoded) {
    return refusal{status::bad_request, "The form holds a '%' that two hexadecimal digits do not follow."};
  }
  if (!is_text(*decoded)) {
    return refusal{status::bad_request, "The form holds bytes that are no text in UTF-8."};
  }
  return *std::move(decoded);
}

}  // namespace

std::size_t form::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(), [&](const field_type& field) { return field.first == name; }));
}

expected<std::string_view> form::only(std::string_view name) const {
  const std::string* value = nullptr;
  for (const auto& field : fields_) {
    if (field.first != name) continue;
    if (value) {
      return refusal{status::bad_request, "The form holds the field '" + std::string(name) + "' more than once."};
    }
    value = &field.second;
  }
  if (!value) return refusal{status::bad_request, "The form lacks the field '" + std::string(name) + "'."};
  return std::string_view(*value);
}

expected<form> parse_form(std::string_view body) {
  std::vector<form::field_type> fields;
  while (!body.empty()) {
    const auto end = std::min(body.find('&'), body.size());
    const auto pair = body.substr(0, end);
    body.remove_prefix(std::min(end + 1, body.size()));
    if (pair.empty()) continue;  // as the standard has it: "a=1&&b=2" holds two fields
    if (fields.size() == limits::form_fields) {
      return refusal{status::bad_request,
                     "The form holds more than " + std::to_string(limits::form_fields) + " fields."};
    }
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals));
    if (!name) return name.error();
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!value) return value.error();
    fields.emplace_back(*std::move(name), *std::move(value));
  }
  return form(std::move(fields));
}

std::string media_type(const request& message) {
  if (message.count(field::content_type) != 1) return {};
  auto type = value(message, field::content_type);
  type = type.substr(0, type.find(';'));
  type = type.substr(0, type.find_last_not_of(" \t") + 1);
  std::string lower(type);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

expected<form> read_form(const request& message) {
  const auto type = media_type(message);
  if (type == form_type) return parse_form(message.body());
  if (type == "application/json") return parse_json_form(message.body());
  if (type == "multipart/form-data") {
    const auto boundary = boundary_of(value(message, field::content_type));
    if (!boundary) return refusal{status::bad_request, "The body's Content-Type names no boundary between its parts."};
    return parse_multipart(message.body(), *boundary);
  }
  return refusal{status::unsupported_media_type, "The body's Content-Type must be " + std::string(form_type) +
                                                     ", multipart/form-data or application/json."};
}

}  // namespace scrutin::http
