#include "crowd/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

namespace scrutin::crowd {

boost::json::object read_object(const std::string& body) {
  boost::system::error_code error;
  auto value = boost::json::parse(body, error);
  return !error && value.is_object() ? std::move(value.get_object()) : boost::json::object{};
}

std::string text_at(const boost::json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace scrutin::crowd
