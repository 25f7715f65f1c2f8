#pragma once
// A form as programs like to send it: a JSON object.
#include <string_view>

#include "http/form.hpp"

namespace scrutin::http {

/// The members of an object as the fields of a form: a text is a field, a list of texts is as many of that name, in
/// their order. `{"vote": ["a", "b"]}` is `vote=a&vote=b`. 400 for anything else, for control characters in a text, and
/// for more than limits::form_fields fields.
expected<form> parse_json_form(std::string_view body);

}  // namespace scrutin::http
