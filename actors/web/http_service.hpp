#pragma once
// What the sessions of one loop have in common.

#include <chrono>
#include <memory>
#include <string>

#include "actors/runtime/logger.hpp"
#include "actors/web/http_metrics.hpp"
#include "actors/web/open_sessions.hpp"
#include "actors/web/site.hpp"
#include "config/log_record.hpp"
#include "http/front.hpp"

namespace scrutin::actors {

struct http_service {
  std::unique_ptr<site> pages;
  std::shared_ptr<http_metrics> metrics;
  http::front front;                           ///< what stands before this service
  std::shared_ptr<spdlog::logger> access_log;  ///< null: none is written
  std::string process;                         ///< whose, for the access log
  config::log_format log_format = config::log_format::text;
  std::chrono::seconds keep_alive{75};            ///< 0: each answer closes
  std::chrono::milliseconds longest_drain{3500};  ///< connections that are open for longer are cut
  open_sessions sessions{std::make_shared<connection_quota>(1024)};

  /// Whom a connection from there is counted for: its block of addresses, but nobody where a trusted proxy brings those
  /// of others, or everyone's peer is a proxy.
  connection_quota::block block_of(const http::far_end& peer) const {
    return front.is_proxy(peer) ? 0 : peer.address.block();
  }

  /// Whether each request gets an id, for collectors of logs, where its client gave none.
  bool names_requests() const { return access_log != nullptr && log_format != config::log_format::text; }

  /// The Date field's value for now (RFC 9110, 5.6.7); made once a second.
  const std::string& date();

private:
  std::time_t date_of_ = 0;
  std::string date_;
};

}  // namespace scrutin::actors
