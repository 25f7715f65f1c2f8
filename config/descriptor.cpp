#include "config/descriptor.hpp"

#include <algorithm>
#include <type_traits>

#include "config/spelling.hpp"
#include "config/value_rules.hpp"

namespace scrutin::config {
namespace {

using shape = descriptor::shape;

// `Field` leads from settings to the member, const or not.

/// Gives the member what `read` makes of a text.
template <class Field, class Read>
auto setter(Field field, Read read) {
  return [field, read](settings& into, const std::string& text) -> expected<void> {
    auto value = read(text);
    if (!value) return value.error();
    auto& member = field(into);
    member = static_cast<std::remove_reference_t<decltype(member)>>(*std::move(value));
    return {};
  };
}

template <class Field>
descriptor number(std::string section, std::string key, range allowed, const std::string& unit, std::string doc,
                  Field field) {
  auto accepts =
      std::to_string(allowed.least) + " to " + std::to_string(allowed.most) + (unit.empty() ? "" : " " + unit);
  return {std::move(section),
          std::move(key),
          shape::number,
          std::move(accepts),
          std::move(doc),
          [field](const settings& from) { return std::to_string(to_integer(field(from))); },
          setter(field, [allowed](const std::string& text) { return read_number(text, allowed); })};
}

template <class Field>
descriptor address(std::string section, std::string key, std::string doc, Field field) {
  return {std::move(section),
          std::move(key),
          shape::text,
          "address:port",
          std::move(doc),
          [field](const settings& from) { return field(from).to_string(); },
          setter(field, read_endpoint)};
}

template <class Field, class Check>
descriptor words(shape form, std::string section, std::string key, std::string accepts, std::string doc, Field field,
                 Check check) {
  return {std::move(section),
          std::move(key),
          form,
          std::move(accepts),
          std::move(doc),
          [field](const settings& from) { return std::string(field(from)); },
          [field, check](settings& into, const std::string& text) {
            auto good = check(text);
            if (good) field(into) = text;
            return good;
          }};
}

/// One of several words.
template <class Field>
descriptor word(std::string section, std::string key, const std::vector<std::string>& all, std::string doc,
                Field field) {
  return words(shape::text, std::move(section), std::move(key), one_of(all), std::move(doc), field,
               [all](const std::string& text) { return check_word(text, all); });
}

template <class Field>
descriptor page_url(std::string section, std::string key, std::string doc, Field field) {
  return {std::move(section),
          std::move(key),
          shape::text,
          "empty, :port, or http(s)://host[:port][/path]",
          std::move(doc),
          [field](const settings& from) { return field(from); },
          setter(field, read_page_url)};
}

// `Part` leads from settings to the section.

template <class Part>
void add_logs(std::vector<descriptor>& table, const std::string& section, Part part) {
  table.push_back(words(
      shape::text, section, "log", "-, empty or a path",
      "Where log lines go: - is standard output, empty is nowhere, else a file that is appended to, and opened anew on "
      "SIGHUP",
      [part](auto& all) -> auto& { return part(all).log; }, check_log));
  table.push_back(word(
      section, "log_level", {"trace", "debug", "info", "warn", "error"},
      "The least important log lines that are written", [part](auto& all) -> auto& { return part(all).log_level; }));
  table.push_back(word(
      section, "log_format", {"text", "logfmt", "json"},
      "How log lines are written: for people, or as names and values for a collector; those of the access log too",
      [part](auto& all) -> auto& { return part(all).log_format; }));
}

template <class Part>
void add_front(std::vector<descriptor>& table, const std::string& section, Part part) {
  table.push_back({section, "public_url", shape::text, "empty, or http(s)://host[:port][/path]",
                   "What browsers ask, where a proxy stands between: decides about links, QR codes and cookies; with "
                   "https cookies are Secure, and browsers are told to use nothing else",
                   [part](const settings& from) { return part(from).public_url; },
                   setter(
                       [part](auto& all) -> auto& { return part(all).public_url; }, read_public_url)});
  table.push_back(words(
      shape::text, section, "trusted_proxies", "addresses and blocks such as 10.0.0.0/8, with commas between",
      "Whose Forwarded and X-Forwarded-For, -Proto, -Host and -Prefix are believed; nobody else's are",
      [part](auto& all) -> auto& { return part(all).trusted_proxies; }, check_networks));
  table.push_back(word(
      section, "proxy_protocol", {"on", "off"},
      "Whether connections of trusted proxies (of everyone, where none is named) begin with a PROXY header, version 1 "
      "or 2",
      [part](auto& all) -> auto& { return part(all).proxy_protocol; }));
}

template <class Part>
void add_server(std::vector<descriptor>& table, const std::string& section, Part part) {
  table.push_back(address(
      section, "listen",
      "Where browsers connect; port 0 takes a free one", [part](auto& all) -> auto& { return part(all).listen; }));
  table.push_back(address(
      section, "admin",
      "Where probes and metrics are served; keep it off public addresses", [part](auto& all) -> auto& {
        return part(all).admin;
      }));
  table.push_back(number(
      section, "workers", {0, 1024}, "",
      "Event loops, one thread each; 0 is one a core that the process may use (affinity, control group)",
      [part](auto& all) -> auto& { return part(all).workers; }));
  table.push_back(number(
      section, "keep_alive", {0, 86400}, "seconds",
      "An idle connection is closed after this time; 0 closes after each answer", [part](auto& all) -> auto& {
        return part(all).keep_alive;
      }));
  table.push_back(number(
      section, "max_connections", {0, 10'000'000}, "",
      "Open connections of the process at most; 0 is what the descriptor limit and the memory allow",
      [part](auto& all) -> auto& { return part(all).max_connections; }));
  add_front(table, section, part);
  add_logs(table, section, part);
  table.push_back(words(
      shape::text, section, "access_log", "-, empty or a path",
      "Where one line a request goes, as text in the combined log format; written within a second, opened anew on "
      "SIGHUP",
      [part](auto& all) -> auto& { return part(all).access_log; }, check_log));
}

template <class Field>
descriptor pass_key(const std::string& section, std::string doc, Field field) {
  return words(shape::secret, section, "pass_key", "at least 16 bytes", std::move(doc), field, check_signing_key);
}

void add_worker(std::vector<descriptor>& table) {
  table.push_back(address(
      "worker", "admin", "Where probes and metrics are served; keep it off public addresses",
      [](auto& all) -> auto& { return all.worker.admin; }));
  table.push_back(number(
      "worker", "batch", {1, 100'000}, "", "Votes in one transaction at most",
      [](auto& all) -> auto& { return all.worker.batch; }));
  table.push_back(number(
      "worker", "lease_ms", {500, 600'000}, "milliseconds",
      "A partition whose holder is silent for this long is taken over",
      [](auto& all) -> auto& { return all.worker.lease; }));
  table.push_back(number(
      "worker", "keep_ms", {0, 86'400'000}, "milliseconds",
      "How long votes stay in Redis once they count, for a PostgreSQL that comes back with less than it had; less "
      "where Redis' memory runs short",
      [](auto& all) -> auto& { return all.worker.keep; }));
  add_logs(
      table, "worker", [](auto& all) -> auto& { return all.worker; });
}

void add_redis(std::vector<descriptor>& table) {
  table.push_back(words(
      shape::text, "redis", "url", "redis:// or unix:// URL",
      "Where Redis is: redis://[user[:password]@]host[:port][/db] or unix:///path[?db=N]",
      [](auto& all) -> auto& { return all.redis.url; }, check_redis));
  table.push_back(words(
      shape::secret, "redis", "password", "text", "Redis' password, instead of one in the URL",
      [](auto& all) -> auto& { return all.redis.password; }, check_password));
  table.push_back(number(
      "redis", "timeout_ms", {10, 600'000}, "milliseconds", "A reply that takes longer ends the connection",
      [](auto& all) -> auto& { return all.redis.timeout; }));
  table.push_back(number(
      "redis", "partitions", {1, 1024}, "",
      "Streams that votes are spread over; the same for every process of a deployment",
      [](auto& all) -> auto& { return all.redis.partitions; }));
}

void add_postgres(std::vector<descriptor>& table) {
  table.push_back(words(
      shape::text, "postgres", "url", "postgresql:// URL",
      "Where PostgreSQL is: postgresql://[user[:password]@]host[:port]/database[?parameters]",
      [](auto& all) -> auto& { return all.postgres.url; }, check_postgres));
  table.push_back(words(
      shape::secret, "postgres", "password", "text", "PostgreSQL's password, instead of one in the URL",
      [](auto& all) -> auto& { return all.postgres.password; }, check_password));
  table.push_back(number(
      "postgres", "connect_timeout_ms", {100, 600'000}, "milliseconds",
      "A connection attempt that takes longer is given up",
      [](auto& all) -> auto& { return all.postgres.connect_timeout; }));
  table.push_back(number(
      "postgres", "statement_timeout_ms", {100, 3'600'000}, "milliseconds",
      "A statement that takes longer is cancelled by the server",
      [](auto& all) -> auto& { return all.postgres.statement_timeout; }));
}

std::string shouted(std::string text) {
  for (auto& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

}  // namespace

const std::vector<descriptor>& descriptors() {
  static const auto table = [] {
    std::vector<descriptor> made;
    add_server(
        made, "vote", [](auto& all) -> auto& { return all.vote; });
    made.push_back(words(
        shape::secret, "vote", "cookie_key", "at least 16 bytes, or several such lines",
        "Key that signs the voters' cookies; of several, one a line, the first signs and all are believed; empty: made "
        "once and kept in Redis",
        [](auto& all) -> auto& { return all.vote.cookie_key; }, check_signing_key));
    made.push_back(page_url(
        "vote", "result_url",
        "Where browsers find the result pages; a port alone is one of the host that they asked; empty: no link",
        [](auto& all) -> auto& { return all.vote.result_url; }));
    made.push_back(word(
        "vote", "queue", {"streams", "list", "auto"},
        "Where votes wait in Redis: streams for our worker, list for the original sample's (of the first poll alone), "
        "auto the list until a worker of ours was seen",
        [](auto& all) -> auto& { return all.vote.queue; }));
    made.push_back(number(
        "vote", "pace", {1, 60'000}, "",
        "New voters a minute that one IPv4 address, or IPv6 network of 64 bits, may bring to a paced poll; ten times "
        "as "
        "many wrong codes",
        [](auto& all) -> auto& { return all.vote.pace; }));
    made.push_back(pass_key(
        "vote", "Key of the passes in the projector's QR code, which let a hall's voters by that limit; empty: none",
        [](auto& all) -> auto& { return all.vote.pass_key; }));
    add_server(
        made, "result", [](auto& all) -> auto& { return all.result; });
    made.push_back(page_url(
        "result", "vote_url",
        "Where browsers find the vote pages; a port alone is one of the host that they asked; empty: no link, no QR "
        "code",
        [](auto& all) -> auto& { return all.result.vote_url; }));
    made.push_back(pass_key(
        "result", "The same key; empty: the QR code of a paced poll holds no pass",
        [](auto& all) -> auto& { return all.result.pass_key; }));
    add_worker(made);
    add_redis(made);
    add_postgres(made);
    return made;
  }();
  return table;
}

const std::vector<std::string>& sections() {
  static const std::vector<std::string> names{"vote", "result", "worker", "redis", "postgres"};
  return names;
}

std::vector<std::string> sections_of(const std::string& program) {
  if (program == "vote") return {"vote", "redis"};
  if (program == "result") return {"result", "postgres"};
  if (program == "worker") return {"worker", "redis", "postgres"};
  return sections();
}

std::string descriptor::name() const { return section + '.' + key; }

std::string descriptor::environment() const { return shouted("SCRUTIN_" + section + '_' + key); }

std::string descriptor::argument() const {
  auto words = section + '-' + key + (form == shape::secret ? "-file" : "");
  std::replace(words.begin(), words.end(), '_', '-');
  return "--" + words;
}

}  // namespace scrutin::config
