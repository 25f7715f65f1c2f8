#pragma once
// A document by which a service describes its API, as its tests read it.
#include <boost/json/value.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

namespace scrutin::test {

/// Methods with paths, as a person writes them: "GET /polls/{id}".
std::set<std::string> operations(const std::vector<std::pair<http::verb, std::string>>& routes);
std::set<std::string> operations(const boost::json::value& openapi);

/// The values of every $ref.
std::vector<std::string> references(const boost::json::value& openapi);

/// Those that refer to nothing in the document.
std::vector<std::string> dangling_references(const boost::json::value& openapi);

}  // namespace scrutin::test
