#include "actors/ballots/offer.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace scrutin::actors {

namespace {

namespace json = boost::json;

constexpr std::size_t digest_bytes = 8;
constexpr std::string_view hex_digits = "0123456789abcdef";

std::optional<std::vector<std::string>> read_options(const json::value* value) {
  const auto* list = value != nullptr ? value->if_array() : nullptr;
  if (list == nullptr || list->empty()) return std::nullopt;
  std::vector<std::string> options;
  for (const auto& one : *list) {
    const auto* id = one.if_string();
    if (id == nullptr || id->empty() || id->find(',') != json::string::npos) return std::nullopt;
    options.emplace_back(*id);
  }
  return options;
}

}  // namespace

offer offer::of(const config::poll& poll) {
  offer made{poll.id, {}, !poll.change, poll.integrity == config::integrity::roll};
  for (const auto& option : poll.options) {
    if (!option.retired) made.options.push_back(option.id);
  }
  return made;
}

std::string offer::to_string() const {
  json::array ids;
  for (const auto& id : options) ids.emplace_back(id);
  json::object all{{"poll", poll}, {"options", std::move(ids)}, {"final", final}};
  if (roll) all["roll"] = true;  // else as it was before there were any: the digest stays what it was
  return json::serialize(all);
}

std::optional<offer> offer::parse(std::string_view text) {
  json::error_code wrong;
  const auto parsed = json::parse(text, wrong);
  const auto* object = wrong ? nullptr : parsed.if_object();
  if (object == nullptr) return std::nullopt;
  const auto* poll = object->if_contains("poll");
  const auto* final = object->if_contains("final");
  auto options = read_options(object->if_contains("options"));
  if (poll == nullptr || !poll->is_string() || final == nullptr || !final->is_bool() || !options) return std::nullopt;
  const auto* roll = object->if_contains("roll");
  if (roll != nullptr && !roll->is_bool()) return std::nullopt;
  return offer{std::string(poll->get_string()), *std::move(options), final->get_bool(),
               roll != nullptr && roll->get_bool()};
}

std::string offer::digest() const {
  const auto text = to_string();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  std::string digits;
  for (std::size_t i = 0; i < digest_bytes; ++i) {
    digits += hex_digits[hash[i] >> 4U];
    digits += hex_digits[hash[i] & 0xfU];
  }
  return digits;
}

std::string offer::options_text() const {
  std::string text;
  for (const auto& id : options) text += (text.empty() ? "" : ",") + id;
  return text;
}

bool is_digest(std::string_view text) {
  return text.size() == 2 * digest_bytes && text.find_first_not_of(hex_digits) == std::string_view::npos;
}

}  // namespace scrutin::actors
