#pragma once
// Every setting, with its default. One file serves the three processes; load.hpp fills this in.
#include <chrono>
#include <cstdint>
#include <string>

#include "config/poll.hpp"

namespace scrutin::config {

/// Where a socket listens. A `port` of 0 takes a free one; `host` is a numeric address, IPv6 without brackets; `::` is
/// every address of both families.
struct endpoint {
  std::string host;
  std::uint16_t port = 0;

  std::string to_string() const;  ///< `host:port`, an IPv6 host in brackets
  bool operator==(const endpoint&) const = default;
};

/// A destination of log lines: "-" is standard output, "" is nowhere, else a file that is appended to.
using log_target = std::string;

/// What each process says of itself.
struct logs {
  log_target log = "-";
  std::string log_level = "info";   ///< trace, debug, info, warn, error
  std::string log_format = "text";  ///< text, logfmt, json; of the access log too

  bool operator==(const logs&) const = default;
};

/// What the two HTTP services share.
struct http_server : logs {
  endpoint listen;
  endpoint admin;                       ///< probes and metrics; never on the public address
  unsigned workers = 0;                 ///< event loops, one thread each; 0: one a core that the process may use
  std::chrono::seconds keep_alive{75};  ///< an idle connection is closed after this; 0: after each answer
  std::string public_url;       ///< what browsers ask, without a slash at its end; empty: what their requests say
  std::string trusted_proxies;  ///< parse_networks(): whose word counts about who asked, and how
  std::string proxy_protocol = "off";  ///< on: connections of those begin with a PROXY header
  unsigned max_connections = 0;        ///< of the whole process; 0: what the descriptor limit and the memory allow
  log_target access_log;               ///< one line a request; as text in the combined log format

  bool operator==(const http_server&) const = default;
};

struct vote : http_server {
  vote() { listen = {"::", 8080}, admin = {"127.0.0.1", 9080}; }

  /// Signs the voters' cookies: at least 16 bytes. Of several, one a line, the first signs and all are believed. Empty:
  /// made once and kept in Redis, so that all vote processes share it.
  std::string cookie_key;
  /// Where browsers find the result pages, without a slash at its end; `:8081` is a port of the host that they asked
  /// (http::site_address). Empty: no link to them.
  std::string result_url;
  /// streams: ours, which our worker reads. list: the original sample's, for its worker. auto: the list while no worker
  /// of ours was ever seen, then the streams.
  std::string queue = "streams";
  /// New voters a minute that one address (IPv4), or network of 64 bits (IPv6), brings to a paced poll.
  unsigned pace = 20;
  /// Signs the passes that let a hall's voters by the limit; `result` has the same. Empty: there are none.
  std::string pass_key;

  bool operator==(const vote&) const = default;
};

struct result : http_server {
  result() { listen = {"::", 8081}, admin = {"127.0.0.1", 9081}; }

  std::string vote_url;  ///< where browsers find the vote pages, as `vote.result_url`; empty: no link, no QR code
  std::string pass_key;  ///< as `vote.pass_key`; empty: the QR code holds no pass

  bool operator==(const result&) const = default;
};

struct worker : logs {
  endpoint admin{"127.0.0.1", 9082};
  unsigned batch = 2000;                   ///< votes a transaction, at most
  std::chrono::milliseconds lease{5000};   ///< a partition whose holder is silent for this long is taken over
  std::chrono::milliseconds keep{60'000};  ///< how long votes stay in Redis once they count, while it has room

  bool operator==(const worker&) const = default;
};

struct redis {
  /// redis://[user[:password]@]host[:port][/db] or unix:///path[?db=N]
  std::string url = "redis://127.0.0.1:6379/0";
  std::string password;                     ///< instead of one in the URL
  std::chrono::milliseconds timeout{2000};  ///< a reply that takes longer ends the connection
  unsigned partitions = 4;                  ///< streams; the same for every process of a deployment

  bool operator==(const redis&) const = default;
};

struct postgres {
  /// postgresql://[user[:password]@]host[:port]/database[?parameters], as libpq takes it
  std::string url = "postgresql://postgres@127.0.0.1:5432/postgres";
  std::string password;  ///< instead of one in the URL
  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds statement_timeout{10000};

  bool operator==(const postgres&) const = default;
};

struct settings {
  config::vote vote;
  config::result result;
  config::worker worker;
  config::redis redis;
  config::postgres postgres;
  poll_list polls{default_poll()};

  bool operator==(const settings&) const = default;
};

}  // namespace scrutin::config
