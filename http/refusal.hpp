#pragma once
// Why a request gets no other answer than a 4xx or 5xx.
#include <string>

#include "http/message.hpp"

namespace scrutin::http {

struct refusal {
  http::status status = http::status::bad_request;
  std::string reason;  ///< a sentence for people: what is wrong and what to do
  bool close = false;  ///< where the next request starts is no longer certain: the connection must end after the answer

  bool operator==(const refusal&) const = default;
};

}  // namespace scrutin::http
