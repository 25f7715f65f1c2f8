#include "tests/support/openapi_document.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cctype>

namespace scrutin::test {

namespace json = boost::json;

namespace {

// Every text under that name, wherever it stands.
void collect(const json::value& in, std::string_view name, std::vector<std::string>& found) {
  if (const auto* list = in.if_array()) {
    for (const auto& one : *list) collect(one, name, found);
  }
  const auto* object = in.if_object();
  if (object == nullptr) return;
  for (const auto& [key, value] : *object) {
    if (key == name) found.emplace_back(std::string_view{value.as_string()});
    collect(value, name, found);
  }
}

}  // namespace

std::set<std::string> operations(const std::vector<std::pair<http::verb, std::string>>& routes) {
  std::set<std::string> all;
  for (const auto& [method, pattern] : routes) {
    all.insert(std::string(http::view(boost::beast::http::to_string(method))) + " " + pattern);
  }
  return all;
}

std::set<std::string> operations(const json::value& openapi) {
  std::set<std::string> all;
  for (const auto& [path, methods] : openapi.at("paths").as_object()) {
    for (const auto& [method, operation] : methods.as_object()) {
      std::string upper{method};
      std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      all.insert(upper + " " + std::string(path));
    }
  }
  return all;
}

std::vector<std::string> references(const json::value& openapi) {
  std::vector<std::string> found;
  collect(openapi, "$ref", found);
  return found;
}

std::vector<std::string> dangling_references(const json::value& openapi) {
  auto found = references(openapi);
  std::erase_if(found, [&](std::string_view reference) {
    json::error_code missing;
    return openapi.find_pointer(reference.substr(1), missing) != nullptr;
  });
  return found;
}

}  // namespace scrutin::test
