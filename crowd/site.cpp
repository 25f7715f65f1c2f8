#include "crowd/site.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace scrutin::crowd {

namespace {

std::string_view default_port(bool secure) { return secure ? "443" : "80"; }

}  // namespace

expected<site> site::parse(std::string_view address) {
  const auto wrong = [&](const std::string& why) {
    return mishap{"\"" + std::string(address) + "\" is no address of a site: " + why};
  };
  const auto parsed = boost::urls::parse_uri(address);
  if (!parsed) return wrong("write it as https://vote.example.org or http://127.0.0.1:8080");
  const boost::urls::url_view& url = *parsed;
  if (url.scheme() != "http" && url.scheme() != "https") return wrong("it begins with http:// or https://");
  if (url.encoded_host().empty()) return wrong("it names no host");
  if (url.has_userinfo() || url.has_query() || url.has_fragment()) {
    return wrong("it holds a host, a port and a path, nothing else");
  }
  site found;
  found.secure = url.scheme() == "https";
  found.host = url.host_address();
  found.port = url.has_port() && !url.port().empty() ? std::string(url.port()) : default_port(found.secure);
  found.prefix = std::string(url.encoded_path());
  while (found.prefix.ends_with('/')) found.prefix.pop_back();
  return found;
}

expected<void> site::look_up() {
  boost::asio::io_context io;
  boost::asio::ip::tcp::resolver resolver{io};
  boost::system::error_code error;
  const auto found = resolver.resolve(host, port, error);
  if (error) return mishap{"the host \"" + host + "\" is not found: " + error.message()};
  endpoints.clear();
  for (const auto& one : found) endpoints.push_back(one.endpoint());
  return {};
}

std::string site::host_field() const {
  const auto name = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == default_port(secure) ? name : name + ":" + port;
}

std::string site::address() const { return (secure ? "https://" : "http://") + host_field() + prefix; }

}  // namespace scrutin::crowd
