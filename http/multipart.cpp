#include "http/multipart.hpp"

#include <string>
#include <utility>

#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

constexpr std::string_view line_end = "\r\n";

refusal bad(std::string reason) { return {status::bad_request, std::move(reason)}; }

// `text` without the quotes around it, where it has both.
std::string_view unquoted(std::string_view text) noexcept {
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

bool take(std::string_view& rest, std::string_view prefix) noexcept {
  if (!rest.starts_with(prefix)) return false;
  rest.remove_prefix(prefix.size());
  return true;
}

// What stands before `mark`, which is taken off too; nothing where there is no such mark.
std::optional<std::string_view> take_through(std::string_view& rest, std::string_view mark) noexcept {
  const auto end = rest.find(mark);
  if (end == rest.npos) return std::nullopt;
  const auto taken = rest.substr(0, end);
  rest.remove_prefix(end + mark.size());
  return taken;
}

// The name in the value of Content-Disposition. Quotes in names are sent as %22 (HTML, 4.10.21.8), so the first one
// ends it.
expected<std::string_view> name_in(std::string_view disposition) {
  if (!same_in_any_case(take_until(disposition, ';'), "form-data")) return bad("A part of the form is no form-data.");
  std::optional<std::string_view> name;
  while (!disposition.empty()) {
    const auto key = take_until(disposition, '=');
    std::string_view value;
    if (take(disposition, "\"")) {
      const auto quoted = take_through(disposition, "\"");
      if (!quoted) return bad("A part of the form has a name without its closing quote.");
      value = *quoted;
      take_until(disposition, ';');
    } else {
      value = take_until(disposition, ';');
    }
    if (same_in_any_case(key, "filename") || same_in_any_case(key, "filename*"))
      return bad("The form holds a file, and a vote holds none.");
    if (same_in_any_case(key, "name") && std::exchange(name, value)) return bad("A part of the form has two names.");
  }
  if (!name) return bad("A part of the form has no name.");
  return *name;
}

// Takes a part's fields off, up to the empty line.
expected<std::string_view> take_name(std::string_view& rest) {
  std::optional<std::string_view> name;
  while (!take(rest, line_end)) {
    auto line = take_through(rest, line_end);
    if (!line) return bad("A part of the form ends before its content.");
    if (!same_in_any_case(take_until(*line, ':'), "Content-Disposition")) continue;
    const auto found = name_in(*line);
    if (!found) return found.error();
    if (std::exchange(name, *found)) return bad("A part of the form has Content-Disposition more than once.");
  }
  if (!name) return bad("A part of the form has no Content-Disposition.");
  return *name;
}

}  // namespace

std::optional<std::string_view> boundary_of(std::string_view content_type) noexcept {
  std::optional<std::string_view> boundary;
  take_until(content_type, ';');
  while (!content_type.empty()) {
    auto value = take_until(content_type, ';');
    if (!same_in_any_case(take_until(value, '='), "boundary")) continue;
    if (std::exchange(boundary, unquoted(trim(value)))) return std::nullopt;
  }
  if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
  return boundary;
}

expected<form> parse_multipart(std::string_view body, std::string_view boundary) {
  const auto first = "--" + std::string(boundary);
  const auto next = std::string(line_end) + first;
  std::vector<form::field_type> fields;
  if (!take(body, first)) return bad("The form does not begin with the boundary that its Content-Type names.");
  while (!take(body, "--")) {
    if (!take(body, line_end)) return bad("A boundary of the form is not followed by a line end.");
    if (fields.size() == limits::form_fields) {
      return bad("The form holds more than " + std::to_string(limits::form_fields) + " fields.");
    }
    const auto name = take_name(body);
    if (!name) return name.error();
    const auto content = take_through(body, next);
    if (!content) return bad("The form ends before its last boundary.");
    if (!is_text(*name) || !is_text(*content)) return bad("The form holds bytes that are no text in UTF-8.");
    fields.emplace_back(*name, *content);
  }
  return form(std::move(fields));
}

}  // namespace scrutin::http
