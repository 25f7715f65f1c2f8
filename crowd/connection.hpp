#pragma once
// One phone's connection to a site, over which it asks again and again.
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crowd/asio.hpp"
#include "crowd/mishap.hpp"
#include "crowd/site.hpp"

namespace scrutin::crowd {

using plain_stream = boost::beast::tcp_stream;
using secure_stream = boost::beast::ssl_stream<boost::beast::tcp_stream>;
using stream = std::variant<plain_stream, secure_stream>;

/// Connects to the site, the TLS handshake with it, within `patience`. The endpoints take turns by `turn`.
asio::awaitable<expected<stream>> connect(asio::any_io_executor on, const site& to, asio::ssl::context& trust,
                                          unsigned turn, clock::duration patience);

struct question {
  std::string method;
  std::string path;    ///< below the site's prefix
  std::string fields;  ///< lines that end with "\r\n": Accept, Cookie
  std::string body{};  ///< a form, where there is one
};

struct answer {
  unsigned status = 0;
  std::string body;
  std::vector<std::string> cookies;  ///< `name=value`, as Set-Cookie has them, without attributes
};

/// Why that is not the answer that was wanted: its status, or that there is none.
std::string why_not(const expected<answer>& said);

/// To be used by one coroutine. What it refers to outlives it.
class connection {
public:
  /// The endpoints of the site take turns by `turn`.
  connection(asio::any_io_executor on, const site& to, asio::ssl::context& trust, unsigned turn)
      : on_(std::move(on)), to_(to), trust_(trust), turn_(turn) {}

  /// Opens the connection where there is none, or where the site closed it; waits `patience` for each step.
  asio::awaitable<expected<answer>> ask(const question& what, clock::duration patience, bool keep);

  void close() { stream_.reset(); }

private:
  asio::any_io_executor on_;
  const site& to_;
  asio::ssl::context& trust_;
  unsigned turn_;
  std::optional<stream> stream_;
};

/// Asks over a connection of its own, and waits for the answer.
expected<answer> ask_once(const site& to, asio::ssl::context& trust, const question& what, clock::duration patience);

}  // namespace scrutin::crowd
