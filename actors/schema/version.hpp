#pragma once
// Which version of the tables and functions this is.

namespace scrutin::actors {

/// Of this room. Processes of other versions may run beside.
inline constexpr int schema_version = 4;

}  // namespace scrutin::actors
