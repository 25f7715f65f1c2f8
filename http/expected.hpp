#pragma once
// What a request holds, or why it is refused.
#include <boost/system/result.hpp>

#include "http/refusal.hpp"

namespace scrutin::http {

/// What can be refused says this type: the value, or the refusal. `expected<void>` says only whether it went well.
template <class T>
using expected = boost::system::result<T, refusal>;

/// What value() throws where there is none: a std::runtime_error with the reason.
[[noreturn]] void throw_exception_from_error(const refusal& refused, const boost::source_location& where);

}  // namespace scrutin::http
