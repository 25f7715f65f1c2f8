#pragma once
// An array as PostgreSQL writes it.
#include <string>
#include <string_view>
#include <utility>

namespace scrutin::actors {

/// Every element is quoted, so that none reads as NULL or as two.
class array_literal {
public:
  void add(std::string_view element) {
    text_ += text_.size() > 1 ? ",\"" : "\"";
    for (const char c : element) {
      if (c == '"' || c == '\\') text_ += '\\';
      text_ += c;
    }
    text_ += '"';
  }

  /// The whole of it, once.
  std::string take() { return std::move(text_ += '}'); }

private:
  std::string text_ = "{";
};

}  // namespace scrutin::actors
