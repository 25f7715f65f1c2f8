// What proxies say: the header of a connection, and the fields of a request. Nothing that comes out of them can stand
// in a page, a header or a log as anything but what it is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/authority.hpp"
#include "http/forwarded.hpp"
#include "http/proxy_header.hpp"
#include "tests/fuzz/bounded.hpp"

namespace {

using namespace scrutin;

bool is_address(const config::ip_address& one) { return config::ip_address::parse(one.to_string()) == one; }

bool is_path(const std::string& text) {
  return text.empty() ||
         (text.starts_with('/') && !text.ends_with('/') && text.find_first_of("\"'<>;\\ ") == text.npos);
}

void check(const http::forwarded& said) {
  const bool host = said.host.empty() || http::parse_authority(said.host);
  if ((said.client && !is_address(*said.client)) || !host || !is_path(said.prefix)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static const auto trusted = config::parse_networks("10.0.0.0/8, ::/1").value();
  return fuzz::bounded(size, [&] {
    if (const auto header = http::read_proxy_header(text); header && *header) {
      if ((*header)->size > size) std::abort();
      if ((*header)->client && !is_address((*header)->client->address)) std::abort();
    }
    if (std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; })) return;
    const auto line = [&](const char* name) {
      http::request asked;
      asked.insert(name, text);
      check(http::read_forwarded(asked, trusted));
    };
    for (const auto* name : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix"}) line(name);
  });
}
