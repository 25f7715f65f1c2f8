#pragma once
// The poll that config/scrutin.toml shows.
#include <iosfwd>

namespace scrutin::config {

/// The default poll as TOML, each key with what it means, all of it commented out. A key that the default poll leaves
/// out is commented out twice, with an example.
void write_poll_example(std::ostream& out);

}  // namespace scrutin::config
