#include "http/hmac.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace scrutin::http {
namespace {

constexpr std::size_t block = 64;

void check(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL computed no HMAC-SHA256");
}

}  // namespace

void hmac_sha256::release::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

hmac_sha256::hmac_sha256(std::string_view key) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (key.size() > block) {
    unsigned size = 0;
    check(EVP_Digest(key.data(), key.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    key = {reinterpret_cast<const char*>(digest.data()), size};
  }
  inner_ = begun_with(key, 0x36);
  outer_ = begun_with(key, 0x5c);
}

auto hmac_sha256::begun_with(std::string_view key, std::uint8_t mask) const -> context {
  std::array<std::uint8_t, block> pad{};
  std::ranges::copy(key, pad.begin());
  for (auto& byte : pad) byte ^= mask;
  context begun(EVP_MD_CTX_new());
  check(begun != nullptr && EVP_DigestInit_ex(begun.get(), EVP_sha256(), nullptr) == 1 &&
        EVP_DigestUpdate(begun.get(), pad.data(), pad.size()) == 1);
  return begun;
}

std::array<std::uint8_t, 32> hmac_sha256::operator()(std::initializer_list<std::string_view> parts) const {
  const context copy(EVP_MD_CTX_new());
  check(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), inner_.get()) == 1);
  for (const auto part : parts) check(EVP_DigestUpdate(copy.get(), part.data(), part.size()) == 1);
  std::array<std::uint8_t, 32> code{};
  check(EVP_DigestFinal_ex(copy.get(), code.data(), nullptr) == 1);
  check(EVP_MD_CTX_copy_ex(copy.get(), outer_.get()) == 1 &&
        EVP_DigestUpdate(copy.get(), code.data(), code.size()) == 1 &&
        EVP_DigestFinal_ex(copy.get(), code.data(), nullptr) == 1);
  return code;
}

}  // namespace scrutin::http
