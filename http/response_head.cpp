#include "http/response_head.hpp"

#include <charconv>

namespace scrutin::http {

void write_head(const response& answer, std::string& into) {
  constexpr std::size_t around = 64;
  std::size_t size = around;
  for (const auto& field : answer) size += field.name_string().size() + field.value().size() + 4;
  into.clear();
  into.reserve(size);
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, answer.result_int()).ptr;
  into.append("HTTP/1.1 ").append(digits, end).append(" ").append(view(answer.reason())).append("\r\n");
  for (const auto& field : answer) {
    into.append(view(field.name_string())).append(": ").append(view(field.value())).append("\r\n");
  }
  into.append("\r\n");
}

}  // namespace scrutin::http
