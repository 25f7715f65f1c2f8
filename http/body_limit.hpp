#pragma once
// What is answered to a body that is too long, whether its head says so or its chunks.
#include <string>

#include "http/limits.hpp"
#include "http/refusal.hpp"

namespace scrutin::http {

inline refusal body_too_long() {
  return {status::payload_too_large, "The body is longer than " + std::to_string(limits::body) + " bytes.", true};
}

}  // namespace scrutin::http
