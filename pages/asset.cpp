#include "pages/asset.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "http/text.hpp"

namespace scrutin::pages {

namespace {

constexpr std::string_view folder_path = "/assets/";
constexpr std::size_t fingerprint_size = 12;

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> media_types{{
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view suffix_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
}

/// The first 48 bits of the SHA-256 of the content, in hexadecimal.
std::string fingerprint(std::string_view content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(content.data(), content.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("assets: OpenSSL refuses SHA-256");
  }
  std::string hex;
  for (std::size_t i = 0; i < fingerprint_size / 2; ++i) {
    hex += "0123456789abcdef"[digest[i] >> 4];
    hex += "0123456789abcdef"[digest[i] & 15];
  }
  return hex;
}

bool is_fingerprint(std::string_view text) {
  return text.size() == fingerprint_size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// "vote.3f9a2c1d0b47.css" names vote.css; a name without a fingerprint names itself.
std::string name_of(std::string_view file) {
  const auto suffix = suffix_of(file);
  const auto stem = file.substr(0, file.size() - suffix.size());
  const auto mark = suffix_of(stem);
  if (mark.empty() || !is_fingerprint(mark.substr(1))) return std::string(file);
  return std::string(stem.substr(0, stem.size() - mark.size())).append(suffix);
}

/// Whether an Accept-Encoding value takes gzip: it names it, and not with q=0 (RFC 9110, 12.5.3).
bool takes_gzip(std::string_view accepted) {
  while (!accepted.empty()) {
    auto weight = http::take_until(accepted, ',');
    if (http::take_until(weight, ';') != "gzip") continue;
    const auto equals = weight.find('=');
    // Any digit but 0 makes it more than nothing.
    return equals == std::string_view::npos ||
           weight.substr(equals).find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

/// Whether an If-None-Match value names `etag`, by the weak comparison that RFC 9110 section 13.1.2 asks for.
bool matches(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    auto candidate = http::take_until(if_none_match, ',');
    if (candidate.starts_with("W/")) candidate.remove_prefix(2);
    if (candidate == "*" || candidate == etag) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string_view> find_file(embedded_folder folder, std::string_view name) {
  const auto found = std::ranges::find(folder, name, &embedded_file::first);
  return found == folder.end() ? std::nullopt : std::optional(found->second);
}

assets::assets(std::initializer_list<embedded_folder> folders) {
  for (const auto folder : folders) {
    for (const auto& [name, content] : folder) {
      const auto suffix = suffix_of(name);
      if (suffix == ".gz") continue;
      const auto* type = std::ranges::find(media_types, suffix, &embedded_file::first);
      if (type == media_types.end()) {
        throw std::invalid_argument("assets: no media type is known for " + std::string(name));
      }
      const auto mark = fingerprint(content);
      const auto packed = find_file(folder, std::string(name) + ".gz").value_or("");
      auto url = std::string(folder_path).append(name.substr(0, name.size() - suffix.size()));
      url.append(".").append(mark).append(suffix);
      if (!by_name_
               .try_emplace(std::string(name),
                            asset{content, packed, type->second, url, '"' + mark + '"', '"' + mark + "-gz\""})
               .second) {
        throw std::invalid_argument("assets: two files are named " + std::string(name));
      }
    }
  }
}

const std::string& assets::url(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) throw std::out_of_range("assets: no file " + std::string(name));
  return found->second.url;
}

std::optional<http::response> assets::find(std::string_view path, std::string_view if_none_match,
                                           std::string_view accept_encoding) const {
  if (path != "/favicon.ico" && !path.starts_with(folder_path)) return std::nullopt;
  const auto name = path == "/favicon.ico" ? "icon.svg" : name_of(path.substr(folder_path.size()));
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return std::nullopt;
  const auto& file = found->second;

  const bool packed = !file.packed.empty() && takes_gzip(accept_encoding);
  const auto& etag = packed ? file.packed_etag : file.etag;
  http::response answer;
  answer.version(11);
  answer.set(http::field::etag, etag);
  if (!file.packed.empty()) answer.set(http::field::vary, "Accept-Encoding");
  answer.set(http::field::cache_control, path == file.url ? "public, max-age=31536000, immutable" : "no-cache");
  answer.set("X-Content-Type-Options", "nosniff");
  if (matches(if_none_match, etag)) {
    answer.result(http::status::not_modified);
    return answer;
  }
  answer.result(http::status::ok);
  answer.set(http::field::content_type, file.media_type);
  if (packed) answer.set(http::field::content_encoding, "gzip");
  answer.body() = packed ? file.packed : file.content;
  answer.prepare_payload();
  return answer;
}

}  // namespace scrutin::pages
