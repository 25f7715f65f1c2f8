#pragma once
// HTTP messages: Beast's types under the names that the rest of the code uses.
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <string_view>

namespace scrutin::http {

using boost::beast::http::field;
using boost::beast::http::fields;
using boost::beast::http::status;
using boost::beast::http::verb;
using request = boost::beast::http::request<boost::beast::http::string_body>;
using response = boost::beast::http::response<boost::beast::http::string_body>;

/// Any of Boost's string views (which one Beast returns depends on its version) as the standard's.
template <class View>
constexpr std::string_view view(const View& text) noexcept {
  return {text.data(), text.size()};
}

/// The request's target as it was sent: path and query. Valid as long as the request.
inline std::string_view target(const request& message) { return view(message.target()); }

/// The value of the first field of that name, surrounding white space removed; empty where there is none.
template <class Message>
std::string_view value(const Message& message, field name) {
  return view(message[name]);
}

/// The same by name, in any case: for fields that Beast has no constant for.
template <class Message>
std::string_view value(const Message& message, std::string_view name) {
  return view(message[boost::beast::string_view{name.data(), name.size()}]);
}

}  // namespace scrutin::http
