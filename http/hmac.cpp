#include "http/hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>

namespace scrutin::http {
namespace {

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void check(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL computed no HMAC-SHA256");
}

}  // namespace

void hmac_sha256::release::operator()(evp_mac_ctx_st* context) const noexcept { EVP_MAC_CTX_free(context); }

hmac_sha256::hmac_sha256(std::string_view key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> algorithm(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr),
                                                                    &EVP_MAC_free);
  check(algorithm != nullptr);
  keyed_.reset(EVP_MAC_CTX_new(algorithm.get()));
  check(keyed_ != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  // OpenSSL takes a null pointer for "no new key", and so refuses an empty view without this.
  if (key.empty()) key = "";
  check(EVP_MAC_init(keyed_.get(), bytes_of(key), key.size(), parameters) == 1);
}

std::array<std::uint8_t, 32> hmac_sha256::operator()(std::initializer_list<std::string_view> parts) const {
  const context copy(EVP_MAC_CTX_dup(keyed_.get()));
  check(copy != nullptr);
  for (const auto part : parts) check(EVP_MAC_update(copy.get(), bytes_of(part), part.size()) == 1);
  std::array<std::uint8_t, 32> code{};
  std::size_t size = 0;
  check(EVP_MAC_final(copy.get(), code.data(), &size, code.size()) == 1 && size == code.size());
  return code;
}

}  // namespace scrutin::http
