#pragma once
// HTTP messages: Beast's types under the names that the rest of the code uses.
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/verb.hpp>
#include <string>
#include <string_view>

#include "config/network.hpp"
#include "http/trace_context.hpp"

namespace scrutin::http {

using boost::beast::http::field;
using boost::beast::http::fields;
using boost::beast::http::status;
using boost::beast::http::verb;
/// How a request came here, as its client sees it: by what the connection says, and by what a proxy that is trusted
/// says of it (front.hpp). Of a request that no front has told, nothing is known.
struct arrival {
  config::ip_address client{};  ///< its address
  bool secure = false;          ///< by HTTPS
  std::string host{};           ///< `host[:port]` that it asked; empty where only the field Host says so
  std::string prefix{};         ///< what stands before our paths in its addresses: nothing, or `/votes`
  trace_context trace{};
};

/// A request, and how it came.
struct request : boost::beast::http::request<boost::beast::http::string_body> {
  using boost::beast::http::request<boost::beast::http::string_body>::message;

  struct arrival arrival;
};

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
