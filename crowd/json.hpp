#pragma once
// What a deployment answers to programs.
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace scrutin::crowd {

/// The object that `body` is; an empty one where it is none.
boost::json::object read_object(const std::string& body);

/// Its member of that name; empty where there is none, or it is no text.
std::string text_at(const boost::json::object& from, std::string_view name);

}  // namespace scrutin::crowd
