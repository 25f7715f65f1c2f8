#pragma once
// A form as a test compares it.
#include <gtest/gtest.h>

#include <string>

#include "http/expected.hpp"
#include "http/form.hpp"

namespace scrutin::http {

/// "vote=a&x=b", or a status.
inline std::string form_text(const expected<form>& sent) {
  if (!sent) {
    EXPECT_TRUE(sent.error().reason.ends_with('.'));
    return std::to_string(static_cast<unsigned>(sent.error().status));
  }
  std::string text;
  for (const auto& [name, value] : sent->fields()) text += (text.empty() ? "" : "&") + name + "=" + value;
  return text;
}

}  // namespace scrutin::http
