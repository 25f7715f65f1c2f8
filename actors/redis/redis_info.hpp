#pragma once
// What Redis tells of itself by INFO.
#include <string_view>

namespace scrutin::actors {

/// The value of a line `name:value`; "" where there is none.
std::string_view value_of_info(std::string_view info, std::string_view name);

/// How much of the memory that it may use, or else of the machine's, it uses: 0 to 1, or more. 0 where it does not
/// tell.
double memory_use(std::string_view info);

}  // namespace scrutin::actors
