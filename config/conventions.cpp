#include "config/conventions.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "config/assignment.hpp"
#include "config/environment.hpp"
#include "config/redis_url.hpp"
#include "config/url.hpp"

namespace scrutin::config {
namespace {

using variables_map = std::map<std::string, std::string>;

// By which variables a server is told, the first of each kind that says something.
struct server_names {
  std::vector<const char*> url, host, port, user, password, db;
};

const server_names& of_redis() {
  static const server_names all{
      .url = {"REDIS_URL"},
      .host = {"REDIS_HOST"},
      .port = {"REDIS_PORT"},
      .user = {"REDIS_USER", "REDIS_USERNAME"},
      .password = {"REDIS_PASSWORD"},
      .db = {"REDIS_DB"},
  };
  return all;
}

const server_names& of_postgres() {
  static const server_names all{
      .url = {"DATABASE_URL", "POSTGRES_URL"},
      .host = {"POSTGRES_HOST", "PGHOST", "DB_HOST"},
      .port = {"POSTGRES_PORT", "PGPORT", "DB_PORT"},
      .user = {"POSTGRES_USER", "PGUSER", "DB_USER"},
      .password = {"POSTGRES_PASSWORD", "PGPASSWORD", "DB_PASSWORD"},
      .db = {"POSTGRES_DB", "PGDATABASE", "DB_NAME"},
  };
  return all;
}

// What they say, or what holds so far: empty where that is nothing.
struct server {
  std::string url, host, port, user, password, db;
};

const descriptor& key_named(std::string_view name) {
  return *std::ranges::find(descriptors(), name, &descriptor::name);
}

// The variables, and which of them were read.
class reader {
public:
  explicit reader(const variables_map& all) : all_(all) {}

  /// The first of these that says something, and its name. Kubernetes sets `REDIS_PORT=tcp://10.0.0.1:6379` for a
  /// service named redis, which is no port.
  std::string take(const std::vector<const char*>& of) {
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

// What the variables say of a server over `before`; nothing where they say nothing.
std::optional<server> read_server(reader& from, const server_names& names, server before) {
  server said{.url = from.take(names.url),
              .host = from.take(names.host),
              .port = from.take(names.port),
              .user = from.take(names.user),
              .password = from.take(names.password),
              .db = from.take(names.db)};
  bool any = false;
  for (const auto part : {&server::url, &server::host, &server::port, &server::user, &server::password, &server::db}) {
    if ((said.*part).empty()) continue;
    any = true;
    before.*part = said.*part;
  }
  return any ? std::optional{std::move(before)} : std::nullopt;
}

// `scheme://user:password@host:port`
std::string begin_of(std::string_view scheme, const server& of) {
  auto text = std::string(scheme) + "://";
  if (!of.user.empty() || !of.password.empty()) {
    text += percent_encode(of.user);
    if (!of.password.empty()) text += ':' + percent_encode(of.password);
    text += '@';
  }
  const bool v6 = of.host.find(':') != std::string::npos && !of.host.starts_with('[');
  text += v6 ? '[' + of.host + ']' : of.host;
  if (!of.port.empty()) text += ':' + of.port;
  return text;
}

// The URL that the variables make of the one that holds so far; empty where they say nothing.
std::string redis_url(reader& from, const std::string& before, bool password_is_set) {
  const auto known = parse_redis_url(before);
  auto was = known && known->path.empty() ? *known : redis_address{};  // of a socket nothing is left
  if (was.host.empty()) was.host = "127.0.0.1";
  auto now = read_server(from, of_redis(),
                         {.url = {},
                          .host = was.host,
                          .port = std::to_string(was.port),
                          .user = was.user,
                          .password = was.password,
                          .db = std::to_string(was.db)});
  if (!now || !now->url.empty()) return now ? now->url : std::string{};
  if (password_is_set) now->password.clear();
  return begin_of("redis", *now) + '/' + now->db;
}

std::string postgres_url(reader& from, const std::string& before, bool password_is_set) {
  const auto was = split_url(before).value_or(config::url{});
  const auto decoded = [](std::string_view part) { return percent_decode(part).value_or(std::string(part)); };
  const auto colon = was.place.rfind(':');
  const bool has_port = colon != std::string_view::npos && was.place.find(']', colon) == std::string_view::npos;
  auto now = read_server(from, of_postgres(),
                         {.url = {},
                          .host = std::string(was.place.substr(0, has_port ? colon : was.place.size())),
                          .port = has_port ? std::string(was.place.substr(colon + 1)) : std::string{},
                          .user = decoded(was.user),
                          .password = decoded(was.password),
                          .db = {}});
  if (!now || !now->url.empty()) return now ? now->url : std::string{};
  if (password_is_set) now->password.clear();
  auto made = begin_of("postgresql", *now);
  made += now->db.empty() ? std::string(was.path) : '/' + percent_encode(now->db);
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
  const auto settled = [&](const char* key) { return from.has(key_named(key).environment()); };
  const auto secret_settled = [&](const char* key) {
    return settled(key) || from.has(key_named(key).environment() + "_FILE");
  };
  for (const std::string service : {"vote", "result"}) {
    const auto key = service + ".listen";
    if (!uses(sections, service) || settled(key.c_str())) continue;
    const auto port = from.take({"PORT"});
    const auto before = key_named(key).get(config.values);
    if (!port.empty()) give(key, before.substr(0, before.rfind(':') + 1) + port);
  }
  const auto note = [&](const std::vector<std::string>& unread) {
    for (const auto& name : unread) {
      config.notes.push_back("the environment's " + name + " says nothing to this program; --help lists what does");
    }
  };
  if (uses(sections, "redis")) {
    const auto url = redis_url(from, config.values.redis.url, secret_settled("redis.password"));
    if (!settled("redis.url")) give("redis.url", url);
    note(from.unread("REDIS_"));
  }
  (void)from.givers();
  if (uses(sections, "postgres")) {
    const auto url = postgres_url(from, config.values.postgres.url, secret_settled("postgres.password"));
    if (!settled("postgres.url")) give("postgres.url", url);
    for (const auto* prefix : {"DATABASE_", "DB_", "POSTGRES_"}) {
      note(from.unread(prefix));
    }
  }
  return assign(layer, sections, config);
}

}  // namespace scrutin::config
