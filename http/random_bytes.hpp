#pragma once
// Bytes that nobody can guess.
#include <cstddef>
#include <span>
#include <string>

namespace scrutin::http {

/// Fills all of it from the operating system's random source by way of OpenSSL. Throws std::runtime_error where that
/// gives none. Any thread may ask.
void fill_with_random(std::span<unsigned char> bytes);

/// So many of them, each as two digits of hexadecimal in lower case.
std::string random_hexadecimal(std::size_t bytes);

}  // namespace scrutin::http
