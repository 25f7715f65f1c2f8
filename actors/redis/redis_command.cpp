#include "actors/redis/redis_command.hpp"

#include <hiredis/hiredis.h>

#include <charconv>

namespace scrutin::actors {

namespace {

void append_count(std::string& wire, char kind, std::size_t count) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, count).ptr;
  wire += kind;
  wire.append(digits, end);
  wire += "\r\n";
}

template <class Words>
std::size_t wire_size(const Words& words) {
  std::size_t bytes = 16;
  for (const auto& word : words) bytes += word.size() + 16;
  return bytes;
}

}  // namespace

redis_command::redis_command(std::span<const std::string_view> words) {
  begin(words.size(), wire_size(words));
  for (const auto word : words) add(word);
}

redis_command::redis_command(std::span<const std::string> words) {
  begin(words.size(), wire_size(words));
  for (const auto& word : words) add(word);
}

void redis_command::begin(std::size_t words, std::size_t bytes) {
  wire_.reserve(bytes);
  append_count(wire_, '*', words);
}

void redis_command::add(std::string_view word) {
  append_count(wire_, '$', word.size());
  wire_ += word;
  wire_ += "\r\n";
}

const std::string& redis_value::text() const {
  static const std::string none;
  const auto* held = std::get_if<std::string>(&value);
  return held ? *held : none;
}

std::int64_t redis_value::integer() const {
  const auto* held = std::get_if<std::int64_t>(&value);
  return held ? *held : 0;
}

const redis_value::list& redis_value::items() const {
  static const list none;
  const auto* held = std::get_if<list>(&value);
  return held ? *held : none;
}

redis_value to_value(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      return {reply.integer};
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      return {std::string(reply.str, reply.len)};
    case REDIS_REPLY_ARRAY: {
      redis_value::list items;
      items.reserve(reply.elements);
      for (std::size_t i = 0; i < reply.elements; ++i) items.push_back(to_value(*reply.element[i]));
      return {std::move(items)};
    }
    default:
      return {};
  }
}

}  // namespace scrutin::actors
