#pragma once
// The fields of a form: application/x-www-form-urlencoded, which queries are too, and whatever else carries fields.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/expected.hpp"

namespace scrutin::http {

/// The fields of a form in the order in which they were sent; names may repeat.
class form {
public:
  using field_type = std::pair<std::string, std::string>;

  form() = default;
  explicit form(std::vector<field_type> fields) : fields_(std::move(fields)) {}

  /// The value of the field that stands there exactly once; else a 400 that says whether it is missing or doubled.
  /// The view is valid as long as the form.
  expected<std::string_view> only(std::string_view name) const;

  /// How often the field stands there.
  std::size_t count(std::string_view name) const noexcept;

  const std::vector<field_type>& fields() const noexcept { return fields_; }

private:
  std::vector<field_type> fields_;
};

/// Parses a body or a query by the URL standard (url.spec.whatwg.org, 5.1), but strictly: broken percent escapes, bytes
/// that are no UTF-8, control characters other than tabs and line breaks, and more than limits::form_fields fields are
/// a 400.
expected<form> parse_form(std::string_view body);

/// The media type of the body in lower case, without parameters; empty where Content-Type is missing or doubled.
std::string media_type(const request& message);

/// The form in the body of a POST, of the type that Content-Type names: application/x-www-form-urlencoded,
/// multipart/form-data (multipart.hpp) or application/json (json_form.hpp). A 415 where Content-Type says that it is
/// something else, or nothing.
expected<form> read_form(const request& message);

}  // namespace scrutin::http
