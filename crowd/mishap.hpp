#pragma once
// Why a person of the crowd, or the crowd as a whole, did not get what was asked for.
#include <boost/system/result.hpp>
#include <string>

namespace scrutin::crowd {

struct mishap {
  std::string what;  ///< without a full stop; the same words for the same cause, since equal ones are counted together

  bool operator==(const mishap&) const = default;
};

/// The value, or the mishap. `expected<void>` says only whether it went well.
template <class T>
using expected = boost::system::result<T, mishap>;

/// What value() throws where there is none: a std::runtime_error with the words.
[[noreturn]] void throw_exception_from_error(const mishap& wrong, const boost::source_location& where);

}  // namespace scrutin::crowd
