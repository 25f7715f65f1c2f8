#include "vote/option_colours.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "http/respond.hpp"
#include "pages/contrast.hpp"

namespace scrutin::vote {

namespace {

const char* on(std::string_view colour) {
  return pages::contrast(colour, "#000") > pages::contrast(colour, "#fff") ? "#000" : "#fff";
}

}  // namespace

std::string option_colours(const config::poll& poll) {
  std::string style;
  for (std::size_t i = 0; i < poll.options.size(); ++i) {
    const auto& colour = poll.options[i].colour;
    if (colour.empty()) continue;
    style += ".o" + std::to_string(i + 1) + "{--c:" + colour + ";--on:" + on(colour) + '}';
  }
  return style;
}

std::string policy_with(std::string_view style) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(style.data(), style.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("colours: OpenSSL refuses SHA-256");
  std::array<unsigned char, 4 * ((EVP_MAX_MD_SIZE + 2) / 3) + 1> base64{};
  const auto length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  const std::string_view hash{reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
  return http::respond::policy_with("style-src", "'self' 'sha256-" + std::string(hash) + '\'');
}

}  // namespace scrutin::vote
