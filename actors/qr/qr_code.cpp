#include "actors/qr/qr_code.hpp"

#include <algorithm>
#include <qrcodegen/qrcodegen.hpp>
#include <utility>

namespace scrutin::actors {

namespace {

bool printable(char c) { return c > ' ' && c < '\x7f'; }

}  // namespace

qr_code::qr_code(int size, std::vector<bool> modules) : size_(size), modules_(std::move(modules)) {}

expected<qr_code> qr_code::of(std::string_view address) {
  if (!address.starts_with("http://") && !address.starts_with("https://")) {
    return problem::that("the address of a QR code begins with http:// or https://, this one does not: " +
                         std::string(address));
  }
  if (!std::ranges::all_of(address, printable)) {
    return problem::that("the address of a QR code holds printable ASCII only; write other letters percent-encoded: " +
                         std::string(address));
  }
  try {
    const auto code = qrcodegen::QrCode::encodeText(std::string(address).c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    const auto size = code.getSize();
    std::vector<bool> modules;
    modules.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) modules.push_back(code.getModule(x, y));
    }
    return qr_code{size, std::move(modules)};
  } catch (const qrcodegen::data_too_long&) {
    return problem::that("an address of " + std::to_string(address.size()) +
                         " characters is too long for a QR code; use a short one");
  }
}

std::string qr_code::path(int border) const {
  std::string drawn;
  for (int y = 0; y < size_; ++y) {
    for (int x = 0; x < size_; ++x) {
      if (!dark(x, y)) continue;
      const int begin = x;
      while (x + 1 < size_ && dark(x + 1, y)) ++x;
      const auto width = std::to_string(x + 1 - begin);
      drawn.append("M").append(std::to_string(begin + border)).append(" ").append(std::to_string(y + border));
      drawn.append("h").append(width).append("v1h-").append(width).append("z");
    }
  }
  return drawn;
}

}  // namespace scrutin::actors
