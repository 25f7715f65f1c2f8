#include "tests/faults/redis_client.hpp"

#include <stdexcept>

namespace scrutin::faults {

namespace {

constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};

}  // namespace

redis_client::redis_client(const std::string& socket_path)
    : context_(redisConnectUnixWithTimeout(socket_path.c_str(), patience), &redisFree) {
  if (!context_ || context_->err != 0) throw std::runtime_error("no Redis at " + socket_path);
  redisSetTimeout(context_.get(), patience);
}

auto redis_client::ask(const std::vector<std::string>& words) -> reply {
  std::vector<const char*> parts;
  std::vector<std::size_t> sizes;
  for (const auto& word : words) {
    parts.push_back(word.data());
    sizes.push_back(word.size());
  }
  auto* raw = redisCommandArgv(context_.get(), static_cast<int>(words.size()), parts.data(), sizes.data());
  if (raw == nullptr) throw std::runtime_error(words.front() + ": " + context_->errstr);
  return {static_cast<redisReply*>(raw), &freeReplyObject};
}

std::string value_in(const redisReply& pairs, std::string_view name, std::size_t first) {
  for (auto i = first; i + 1 < pairs.elements; i += 2) {
    if (std::string_view{pairs.element[i]->str} == name) return pairs.element[i + 1]->str;
  }
  return {};
}

}  // namespace scrutin::faults
