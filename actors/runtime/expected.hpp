#pragma once
// A value, or why there is none.
#include <boost/system/result.hpp>
#include <string>

namespace scrutin::actors {

/// Why something could not be done, for people. No `failure` stands beside it: who calls a function knows what came of
/// it, and only an answer between actors must say so (failure.hpp), where `why` becomes its text.
struct problem {
  std::string why;  ///< without a full stop

  problem() = default;

  /// No constructor, lest a text alone be one: expected<std::string> takes a text for its value.
  static problem that(std::string why);

  bool operator==(const problem&) const = default;
};

/// What can go wrong says this type: the value, or the problem. `expected<void>` says only whether it went well.
template <class T>
using expected = boost::system::result<T, problem>;

/// What value() throws where there is none: a std::runtime_error with the text.
[[noreturn]] void throw_exception_from_error(const problem& met, const boost::source_location& where);

}  // namespace scrutin::actors
