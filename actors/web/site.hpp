#pragma once
// What a process serves over HTTP.
#include "actors/runtime/messages.hpp"
#include "http/message.hpp"
#include "http/refusal.hpp"
#include "http/respond.hpp"

namespace scrutin::actors {

class http_session;

/// The pages and interfaces of one listening address, one object a loop: all of it runs on that loop's thread.
class site {
public:
  site() = default;
  virtual ~site() = default;
  site(const site&) = delete;
  site& operator=(const site&) = delete;

  /// Answers `session.incoming()`, now or later, by exactly one respond() or hand_over(). What it throws is answered
  /// 500.
  virtual void answer(http_session& session) = 0;

  /// The answer to what could not be read as a request, or could not be answered: of `asked` little may be known.
  virtual http::response refuse(const http::request& /*asked*/, const http::refusal& why) {
    return http::respond::problem(why);
  }
};

}  // namespace scrutin::actors
