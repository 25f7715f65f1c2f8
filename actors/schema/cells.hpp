#pragma once
// What stands in the rows of an answer. None of these trusts that it is there.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors::sql {

using row = std::vector<std::optional<std::string>>;

/// Nothing where it is NULL, or the row has no such column.
inline const std::string* find_text(const row& of, std::size_t column) {
  return column < of.size() && of[column] ? &*of[column] : nullptr;
}

/// "" where there is none.
inline std::string text_at(const row& of, std::size_t column) {
  const auto* text = find_text(of, column);
  return text == nullptr ? std::string{} : *text;
}

/// 0 where there is none, or it is no number.
inline std::int64_t integer_at(const row& of, std::size_t column) {
  std::int64_t number = 0;
  if (const auto* text = find_text(of, column)) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

/// The first row; an empty one where there is none.
inline row first_of(const rows& answer) { return answer.values.empty() ? row{} : answer.values.front(); }

}  // namespace scrutin::actors::sql
