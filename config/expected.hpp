#pragma once
// A value of the settings, or what is wrong with it.
#include <boost/system/result.hpp>

#include "config/complaint.hpp"

namespace scrutin::config {

/// What can go wrong says this type: the value, or the complaint. `expected<void>` says only whether it went well.
template <class T>
using expected = boost::system::result<T, complaint>;

/// What value() throws where there is none: a std::runtime_error with the text.
[[noreturn]] void throw_exception_from_error(const complaint& wrong, const boost::source_location& where);
[[noreturn]] void throw_exception_from_error(const complaints& wrong, const boost::source_location& where);

}  // namespace scrutin::config
