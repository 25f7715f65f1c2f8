#pragma once
// The picture that leads a phone to an address.
#include <string>
#include <string_view>
#include <vector>

#include "actors/runtime/expected.hpp"

namespace scrutin::actors {

/// A square of dark and light modules (ISO/IEC 18004, Model 2), without the quiet zone around it.
class qr_code {
public:
  /// The code of `address`, an http or https URL of printable ASCII; or a sentence that says why there is none. It can
  /// still be read where a glare hides 15 % of it (level M), and more where that costs no larger code.
  static expected<qr_code> of(std::string_view address);

  /// Modules on each side: 21 to 177.
  int size() const { return size_; }

  /// Whether that module is dark. `x` and `y` are less than size().
  bool dark(int x, int y) const {
    return modules_[static_cast<std::size_t>(y) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(x)];
  }

  /// The dark modules as the `d` of an SVG path, a unit a module, moved by the quiet zone of `border` modules.
  std::string path(int border) const;

private:
  qr_code(int size, std::vector<bool> modules);

  int size_;
  std::vector<bool> modules_;
};

}  // namespace scrutin::actors
