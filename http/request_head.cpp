#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "http/authority.hpp"
#include "http/body_limit.hpp"
#include "http/limits.hpp"
#include "http/text.hpp"

namespace scrutin::http {
namespace {

using string_view = boost::beast::string_view;

refusal bad(std::string reason) { return {status::bad_request, std::move(reason), true}; }

/// tchar of RFC 9110, 5.6.2.
constexpr auto token_characters = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

bool is_token(std::string_view text) noexcept {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return token_characters[static_cast<unsigned char>(c)]; });
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

class head_parser {
public:
  expected<request_head> parse(std::string_view header) {
    bool first = true;
    while (true) {
      const auto end = header.find("\r\n");
      if (end == header.npos) return bad("The header does not end in an empty line.");
      const auto line = header.substr(0, end);
      if (line.empty() && !first) break;
      header.remove_prefix(end + 2);
      if (const auto read = first ? request_line(line) : field_line(line); !read) return read.error();
      first = false;
    }
    if (const auto good = whole(); !good) return good.error();
    return std::move(head_);
  }

private:
  expected<void> request_line(std::string_view line) {
    const auto after_method = line.find(' ');
    const auto after_target = line.rfind(' ');
    if (after_method == line.npos || after_method == after_target) {
      return bad("The request line must hold a method, a target and a version, one space between them.");
    }
    const auto method = line.substr(0, after_method);
    const auto target = line.substr(after_method + 1, after_target - after_method - 1);
    if (auto read = read_version(line.substr(after_target + 1)); !read) return read;
    if (auto read = read_method(method); !read) return read;
    return read_target(target);
  }

  expected<void> read_version(std::string_view version) {
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7])) {
      return bad("The request line must end in a version such as HTTP/1.1.");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
      return refusal{status::http_version_not_supported, "This server speaks HTTP/1.1 and HTTP/1.0.", true};
    }
    head_.message.version(version[7] == '1' ? 11 : 10);
    return {};
  }

  expected<void> read_method(std::string_view method) {
    if (!is_token(method)) return bad("The method holds characters that no method may hold.");
    const auto known = boost::beast::http::string_to_verb({method.data(), method.size()});
    if (known == verb::unknown || known == verb::connect) {
      return refusal{status::not_implemented, "This server does not know the method " + std::string(method) + ".",
                     true};
    }
    head_.message.method(known);
    return {};
  }

  expected<void> read_target(std::string_view target) {
    if (target.size() > limits::target) {
      return refusal{status::uri_too_long, "The target is longer than " + std::to_string(limits::target) + " bytes.",
                     true};
    }
    // A fragment is never sent, and what is not ASCII comes as percent escapes.
    const auto allowed = [](char c) { return c > ' ' && c < '\x7f' && c != '#'; };
    if (target.empty() || !std::all_of(target.begin(), target.end(), allowed)) {
      return bad("The target holds characters that must be sent as percent escapes.");
    }
    if (target.front() == '/' || (target == "*" && head_.message.method() == verb::options)) {
      head_.message.target({target.data(), target.size()});
      return {};
    }
    return read_absolute_target(target);
  }

  expected<void> read_absolute_target(std::string_view target) {
    const auto scheme_end = target.find("://");
    if (scheme_end == target.npos || !(same_in_any_case(target.substr(0, scheme_end), "http") ||
                                       same_in_any_case(target.substr(0, scheme_end), "https"))) {
      return bad("The target must be a path that starts with '/', or an http or https URL.");
    }
    target.remove_prefix(scheme_end + 3);
    const auto path = std::min(target.find_first_of("/?"), target.size());
    target_authority_ = target.substr(0, path);
    if (!parse_authority(target_authority_)) return bad("The URL in the request line names no valid host.");
    target.remove_prefix(path);
    std::string reduced(target.starts_with('/') ? "" : "/");
    head_.message.target(reduced.append(target));
    return {};
  }

  expected<void> field_line(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') {
      return bad("A header field is folded over several lines, or white space stands before it.");
    }
    const auto colon = line.find(':');
    if (colon == line.npos) return bad("A header line has no colon.");
    const auto name = line.substr(0, colon);
    if (!is_token(name)) return bad("A header field's name is empty, or holds white space or other stray characters.");
    if (fields_++ == limits::header_fields) {
      return refusal{status::request_header_fields_too_large,
                     "The header holds more than " + std::to_string(limits::header_fields) + " fields.", true};
    }
    const auto value = trim(line.substr(colon + 1));
    const auto known = boost::beast::http::string_to_field({name.data(), name.size()});
    if (auto read = framing_field(known, value); !read) return read;
    head_.message.insert(known, string_view(name.data(), name.size()), string_view(value.data(), value.size()));
    return {};
  }

  /// The fields that say where the request ends, whom it is for, and what must happen before its body.
  expected<void> framing_field(field name, std::string_view value) {
    switch (name) {
      case field::transfer_encoding:
        if (std::exchange(head_.chunked, true)) return bad("The header holds Transfer-Encoding more than once.");
        if (!same_in_any_case(value, "chunked")) {
          return refusal{status::not_implemented, "This server knows no other Transfer-Encoding than chunked.", true};
        }
        return {};
      case field::content_length:
        if (std::exchange(has_length_, true)) return bad("The header holds Content-Length more than once.");
        return read_length(value);
      case field::host:
        if (std::exchange(has_host_, true)) return bad("The header holds Host more than once.");
        if (!parse_authority(value)) return bad("The header's Host names no valid host.");
        return {};
      case field::expect:
        if (!same_in_any_case(value, "100-continue")) {
          return refusal{status::expectation_failed, "This server knows no other Expect than 100-continue.", true};
        }
        expects_ = true;
        return {};
      default:
        return {};
    }
  }

  expected<void> read_length(std::string_view value) {
    // More digits than any length has are no number of bytes, whatever their value.
    if (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), is_digit)) {
      return bad("Content-Length must be one decimal number.");
    }
    std::from_chars(value.data(), value.data() + value.size(), head_.content_length);
    return {};
  }

  /// What can be judged only when every field is known.
  expected<void> whole() {
    if (!has_host_ && head_.message.version() == 11) return bad("The header lacks Host.");
    if (!target_authority_.empty()) {
      head_.message.set(field::host, string_view(target_authority_.data(), target_authority_.size()));
    }
    if (head_.chunked && has_length_) {
      return bad("The header holds both Content-Length and Transfer-Encoding; where the body ends is uncertain.");
    }
    if (head_.chunked && head_.message.version() == 10) return bad("HTTP/1.0 has no Transfer-Encoding.");
    if (head_.content_length > limits::body) return body_too_long();
    // RFC 9110, 10.1.1: from a client of HTTP/1.0 it is ignored.
    const bool has_body = head_.content_length > 0 || head_.chunked;
    head_.expects_continue = expects_ && has_body && head_.message.version() == 11;
    return {};
  }

  request_head head_;
  std::size_t fields_ = 0;
  bool has_host_ = false;
  bool has_length_ = false;
  bool expects_ = false;
  std::string_view target_authority_;  // of an absolute target
};

}  // namespace

expected<request_head> parse_head(std::string_view header) { return head_parser().parse(header); }

}  // namespace scrutin::http
