#pragma once
// What a client may ask this server to hold or to wait for. Whoever exceeds one of these is refused before more is
// read.
#include <chrono>
#include <cstddef>

namespace scrutin::http::limits {

/// Bytes of a request line with its fields. Cookies of every service on a host come with each request, and proxies let
/// that much through (nginx: four lines of 8 KiB).
inline constexpr std::size_t header = 32 * 1024;

/// Bytes of a request target. Our own paths stay below 100; the rest is room for what campaigns add to links.
inline constexpr std::size_t target = 2 * 1024;

/// Header fields of a request. Browsers behind two proxies send about 25; each one costs an allocation.
inline constexpr std::size_t header_fields = 100;

/// Bytes of a request body. A vote takes 10; one for each of a hundred options, in parts as browsers make them, some
/// 100 for each.
inline constexpr std::size_t body = 16 * 1024;

/// Chunks of a body that comes in such, and bytes that stand between their data: sizes, extensions, line ends,
/// trailers.
inline constexpr std::size_t chunks = 1024;
inline constexpr std::size_t chunk_lines = 8 * 1024;

/// Fields of a form or a query.
inline constexpr std::size_t form_fields = 128;

/// Ranges of Accept-Language that are looked at, of the first on. Browsers send as many as their owner has chosen,
/// hardly ever more than ten.
inline constexpr std::size_t languages = 32;

/// Bytes of a language tag; RFC 5646, 4.4.1, has 35 as enough for nearly all.
inline constexpr std::size_t language_tag = 64;

/// Bytes of a host: DNS knows no longer names (RFC 1035, 2.3.4). What is made of it, a QR code for one, grows with it.
inline constexpr std::size_t host = 255;

/// Proxies in a row, and what one of them says: elements of X-Forwarded-For, pairs of one of Forwarded. The last ones
/// are looked at.
inline constexpr std::size_t hops = 32;

/// Bytes of a PROXY header behind its fixed part. Addresses take 36; certificates' names may stand behind them.
inline constexpr std::size_t proxy_header = 2 * 1024;

/// Bytes of a WebSocket message from a client. Clients have next to nothing to say; pings carry at most 125 bytes.
inline constexpr std::size_t websocket_message = 1024;

/// From a request's first byte to its header's last. Absolute, so that one byte now and then (Slowloris) buys no time.
inline constexpr std::chrono::seconds header_deadline{5};

/// From a header's last byte to its body's last, absolute too.
inline constexpr std::chrono::seconds body_deadline{5};

}  // namespace scrutin::http::limits
