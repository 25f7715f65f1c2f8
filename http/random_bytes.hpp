#pragma once
// Bytes that nobody can guess.
#include <span>

namespace scrutin::http {

/// Fills all of it from the operating system's random source by way of OpenSSL. Throws std::runtime_error where that
/// gives none. Any thread may ask.
void fill_with_random(std::span<unsigned char> bytes);

}  // namespace scrutin::http
