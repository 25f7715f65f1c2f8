#include "config/conventions.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "config/assignment.hpp"
#include "config/environment.hpp"
#include "config/redis_url.hpp"
#include "config/url.hpp"

namespace scrutin::config {
namespace {

using variables_map = std::map<std::string, std::string>;
using names = std::span<const char* const>;

constexpr std::array redis_urls{"REDIS_URL"};
constexpr std::array redis_hosts{"REDIS_HOST"};
constexpr std::array redis_ports{"REDIS_PORT"};
constexpr std::array redis_users{"REDIS_USER", "REDIS_USERNAME"};
constexpr std::array redis_passwords{"REDIS_PASSWORD"};
constexpr std::array redis_dbs{"REDIS_DB"};
constexpr std::array postgres_urls{"DATABASE_URL", "POSTGRES_URL"};
constexpr std::array postgres_hosts{"POSTGRES_HOST", "PGHOST", "DB_HOST"};
constexpr std::array postgres_ports{"POSTGRES_PORT", "PGPORT", "DB_PORT"};
constexpr std::array postgres_users{"POSTGRES_USER", "PGUSER", "DB_USER"};
constexpr std::array postgres_passwords{"POSTGRES_PASSWORD", "PGPASSWORD", "DB_PASSWORD"};
constexpr std::array postgres_dbs{"POSTGRES_DB", "PGDATABASE", "DB_NAME"};

const descriptor& key_named(std::string_view name) {
  return *std::ranges::find(descriptors(), name, &descriptor::name);
}

// The variables, and which of them were read.
class reader {
public:
  explicit reader(const variables_map& all) : all_(all) {}

  /// The first of these that says something, and its name. Kubernetes sets `REDIS_PORT=tcp://10.0.0.1:6379` for a
  /// service named redis, which is no port.
  std::string take(names of) {
    std::string value;
    for (const auto* name : of) {
      const auto found = all_.find(name);
      if (found == all_.end()) continue;
      read_.insert(name);
      const bool port = std::string_view(name).ends_with("_PORT");
      if (!value.empty() || found->second.empty() || (port && found->second.find("://") != std::string::npos)) continue;
      value = found->second;
      latest_ = latest_.empty() ? name : latest_ + ", " + name;
    }
    return value;
  }

  bool has(const std::string& name) const {
    const auto found = all_.find(name);
    return found != all_.end() && !found->second.empty();
  }

  /// The names that gave something since this was asked.
  std::string givers() { return std::exchange(latest_, {}); }

  std::vector<std::string> unread(std::string_view prefix) const {
    std::vector<std::string> found;
    for (auto one = all_.lower_bound(std::string(prefix)); one != all_.end() && one->first.starts_with(prefix); ++one) {
      if (read_.count(one->first) == 0 && !is_of_kubernetes(one->first, one->second)) found.push_back(one->first);
    }
    return found;
  }

private:
  const variables_map& all_;
  std::set<std::string, std::less<>> read_;
  std::string latest_;
};

std::string authority(const std::string& user, const std::string& password, const std::string& host,
                      const std::string& port) {
  std::string text;
  if (!user.empty() || !password.empty()) {
    text += percent_encode(user);
    if (!password.empty()) text += ':' + percent_encode(password);
    text += '@';
  }
  const bool v6 = host.find(':') != std::string::npos && !host.starts_with('[');
  text += v6 ? '[' + host + ']' : host;
  if (!port.empty()) text += ':' + port;
  return text;
}

// The URL that these variables make of the one that holds so far; empty where they say nothing.
std::string redis_url(reader& from, const std::string& before, bool password_is_set) {
  auto url = from.take(redis_urls);
  const auto host = from.take(redis_hosts);
  const auto port = from.take(redis_ports);
  const auto user = from.take(redis_users);
  const auto password = from.take(redis_passwords);
  const auto db = from.take(redis_dbs);
  if (!url.empty()) return url;
  if (host.empty() && port.empty() && user.empty() && password.empty() && db.empty()) return {};
  const auto known = parse_redis_url(before);
  auto was = known ? *known : redis_address{};
  if (was.host.empty()) was.host = "127.0.0.1";  // of a socket nothing is left
  const auto secret = password_is_set ? std::string{} : password.empty() ? was.password : password;
  return "redis://" +
         authority(user.empty() ? was.user : user, secret, host.empty() ? was.host : host,
                   port.empty() ? std::to_string(was.port) : port) +
         '/' + (db.empty() ? std::to_string(was.db) : db);
}

std::string postgres_url(reader& from, const std::string& before, bool password_is_set) {
  auto url = from.take(postgres_urls);
  const auto host = from.take(postgres_hosts);
  const auto port = from.take(postgres_ports);
  const auto user = from.take(postgres_users);
  const auto password = from.take(postgres_passwords);
  const auto db = from.take(postgres_dbs);
  if (!url.empty()) return url;
  if (host.empty() && port.empty() && user.empty() && password.empty() && db.empty()) return {};
  const auto was = split_url(before).value_or(config::url{});
  const auto decoded = [](std::string_view part) { return percent_decode(part).value_or(std::string(part)); };
  const auto colon = was.place.rfind(':');
  const bool has_port = colon != std::string_view::npos && was.place.find(']', colon) == std::string_view::npos;
  const auto old_port = has_port ? std::string(was.place.substr(colon + 1)) : std::string{};
  const auto old_host = std::string(was.place.substr(0, has_port ? colon : was.place.size()));
  const auto secret = password_is_set ? std::string{} : password.empty() ? decoded(was.password) : password;
  auto made = "postgresql://" + authority(user.empty() ? decoded(was.user) : user, secret,
                                          host.empty() ? old_host : host, port.empty() ? old_port : port);
  made += db.empty() ? std::string(was.path) : '/' + percent_encode(db);
  if (!was.query.empty()) made.append("?").append(was.query);
  return made;
}

bool uses(const std::vector<std::string>& sections, std::string_view one) {
  return std::ranges::find(sections, one) != sections.end();
}

}  // namespace

complaints read_conventions(const variables_map& variables, const std::vector<std::string>& sections, loaded& config) {
  reader from{variables};
  std::vector<assignment> layer;
  const auto give = [&](const std::string& name, const std::string& text) {
    const auto givers = from.givers();
    if (!text.empty()) layer.push_back({&key_named(name), false, text, "environment " + givers, {givers, 0, 0, {}}});
  };
  for (const std::string service : {"vote", "result"}) {
    if (!uses(sections, service) ||
        from.has("SCRUTIN_" + (service == "vote" ? std::string("VOTE") : "RESULT") + "_LISTEN"))
      continue;
    auto at = service == "vote" ? config.values.vote.listen : config.values.result.listen;
    constexpr std::array port{"PORT"};
    const auto asked = from.take(port);
    if (asked.empty()) continue;
    at.port = 0;
    const auto any = at.to_string();
    give(service + ".listen", any.substr(0, any.size() - 1) + asked);
  }
  const auto note = [&](const std::vector<std::string>& unread) {
    for (const auto& name : unread) {
      config.notes.push_back("the environment's " + name + " says nothing to this program; --help lists what does");
    }
  };
  const auto secret = [&](const char* name) { return from.has(name) || from.has(std::string(name) + "_FILE"); };
  if (uses(sections, "redis")) {
    const auto url = redis_url(from, config.values.redis.url, secret("SCRUTIN_REDIS_PASSWORD"));
    if (!from.has("SCRUTIN_REDIS_URL")) give("redis.url", url);
    note(from.unread("REDIS_"));
  }
  (void)from.givers();
  if (uses(sections, "postgres")) {
    const auto url = postgres_url(from, config.values.postgres.url, secret("SCRUTIN_POSTGRES_PASSWORD"));
    if (!from.has("SCRUTIN_POSTGRES_URL")) give("postgres.url", url);
    for (const auto* prefix : {"DATABASE_", "DB_", "POSTGRES_"}) {
      note(from.unread(prefix));
    }
  }
  return assign(layer, sections, config);
}

}  // namespace scrutin::config
