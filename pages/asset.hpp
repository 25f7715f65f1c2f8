#pragma once
// The files that pages need: style sheets, scripts, pictures. They are compiled in, and served from memory.
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.hpp"

namespace scrutin::pages {

/// File name to content, as scrutin_embed lays tables out.
using embedded_file = std::pair<std::string_view, std::string_view>;
using embedded_folder = std::span<const embedded_file>;

/// The file of that name, or nothing.
std::optional<std::string_view> find_file(embedded_folder folder, std::string_view name);

/// Files under /assets/, and icon.svg as /favicon.ico too. The address of a file carries a fingerprint of its content
/// (/assets/vote.3f9a2c1d0b47.css), so browsers may keep it for a year (RFC 8246 `immutable`) and never hold a stale
/// one. Shared by all threads; the contents are not copied and outlive this.
class assets {
public:
  /// Throws std::invalid_argument where two files have one name, or one a suffix whose type is not known.
  assets(std::initializer_list<embedded_folder> folders);

  /// The address to write into a page. Throws std::out_of_range that names the file where there is none.
  const std::string& url(std::string_view name) const;

  /// The answer to GET or HEAD of `path` (a path without its query): 200, or 304 where `if_none_match` (the field's
  /// value, "" where it is absent; RFC 9110 section 13.1.2) names the content. Nothing where no file is meant. A file
  /// that the folder has as NAME.gz too is sent so where `accept_encoding` takes gzip.
  ///
  /// While one version replaces another behind a balancer, a page of one asks the other for its files: so a fingerprint
  /// that is not ours, or none, still gets the file of that name, but must not be kept.
  std::optional<http::response> find(std::string_view path, std::string_view if_none_match,
                                     std::string_view accept_encoding = {}) const;

private:
  struct asset {
    std::string_view content;
    std::string_view packed;  // by gzip; empty where it is not
    std::string_view media_type;
    std::string url;
    std::string etag;
    std::string packed_etag;  // other bytes have another name (RFC 9110, 8.8.3.3)
  };
  std::map<std::string, asset, std::less<>> by_name_;
};

}  // namespace scrutin::pages
