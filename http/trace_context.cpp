#include "http/trace_context.hpp"

#include <charconv>

#include "http/random_bytes.hpp"

namespace scrutin::http {

namespace {

constexpr std::size_t id_size = 32;
constexpr std::string_view digits = "0123456789abcdef";

bool is_hexadecimal(std::string_view text) { return text.find_first_not_of(digits) == text.npos; }

// All zeros is no id.
bool is_id(std::string_view text) { return is_hexadecimal(text) && text.find_first_not_of('0') != text.npos; }

}  // namespace

trace_context trace_context::random() { return {random_hexadecimal(id_size / 2)}; }

std::string trace_context::to_string() const { return id + (sampled ? "-01" : "-00"); }

std::optional<trace_context> trace_context::parse(std::string_view text) {
  if (text.size() != id_size + 3 || !is_id(text.substr(0, id_size))) return std::nullopt;
  const auto flags = text.substr(id_size);
  if (flags != "-01" && flags != "-00") return std::nullopt;
  return trace_context{std::string(text.substr(0, id_size)), flags == "-01"};
}

std::optional<trace_context> read_traceparent(std::string_view field) {
  // version-traceid-parentid-flags
  constexpr std::size_t whole = 55;
  if (field.size() < whole || field[2] != '-' || field[35] != '-' || field[52] != '-') return std::nullopt;
  const auto version = field.substr(0, 2);
  if (!is_hexadecimal(version) || version == "ff") return std::nullopt;
  if (field.size() > whole && (version == "00" || field[whole] != '-')) return std::nullopt;
  const auto id = field.substr(3, id_size);
  const auto flags = field.substr(53, 2);
  if (!is_id(id) || !is_id(field.substr(36, 16)) || !is_hexadecimal(flags)) return std::nullopt;
  unsigned bits = 0;
  std::from_chars(flags.data(), flags.data() + flags.size(), bits, 16);
  return trace_context{std::string(id), (bits & 1U) != 0};
}

}  // namespace scrutin::http
