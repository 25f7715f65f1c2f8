#pragma once
// spdlog's logger. What fmt makes of a line is compiled once, in log.cpp: in fmt 9 it is a template, and was a quarter
// of the code of every file that logs.
#include <fmt/format.h>
#include <spdlog/logger.h>

#if FMT_VERSION >= 90000 && FMT_VERSION < 100000

FMT_BEGIN_NAMESPACE
namespace detail {

extern template void vformat_to<char>(buffer<char>&, basic_string_view<char>, basic_format_args<buffer_context<char>>,
                                      locale_ref);

}  // namespace detail
FMT_END_NAMESPACE

#endif
