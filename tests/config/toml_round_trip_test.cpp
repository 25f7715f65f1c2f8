#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <sstream>

#include "config/endpoint.hpp"
#include "config/poll_rules.hpp"
#include "tests/config/reading.hpp"

namespace scrutin::config {
namespace {

// The writer is the test's own, with other escapes than the product's.

std::string written(const std::string& text) {
  std::string made = "\"";
  for (const char c : text) {
    if (c == '"')
      made += "\\u0022";
    else if (c == '\\')
      made += "\\U0000005C";
    else
      made += c;
  }
  return made + '"';
}

std::string written(const text& words) {
  if (const auto plain = words.by_language.find(""); plain != words.by_language.end()) return written(plain->second);
  std::string made;
  for (const auto& [language, one] : words.by_language)
    made += (made.empty() ? "" : ", ") + language + '=' + written(one);
  return '{' + made + '}';
}

std::string written(const option& one) {
  auto made = "{id=" + written(one.id) + ",label=" + written(one.label);
  if (!one.colour.empty()) made += ",colour=" + written(one.colour);
  if (!one.emoji.empty()) made += ",emoji=" + written(one.emoji);
  return made + '}';
}

/// With the hours and minutes of a place that is `offset` minutes east of Greenwich.
std::string written(moment when, int offset) {
  const auto utc = to_string(when + std::chrono::minutes(offset));
  const auto padded = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return utc.substr(0, utc.size() - 1) + (offset < 0 ? '-' : '+') + padded(std::abs(offset) / 60) + ':' +
         padded(std::abs(offset) % 60);
}

std::string written(const poll& poll) {
  auto made = "[[poll]]\nid=" + written(poll.id) + "\nquestion=" + written(poll.question) + "\noptions=[";
  for (const auto& option : poll.options) made += written(option) + ',';
  made += "]\nmin=" + std::to_string(poll.min) + "\nmax=" + std::to_string(poll.max);
  made += std::string("\nchange=") + (poll.change ? "true" : "false");
  if (poll.opens) made += "\nopens=" + written(*poll.opens, 840);
  if (poll.closes) made += "\ncloses=" + written(*poll.closes, -210);
  if (!poll.listed) made += "\nlisted=false";
  made += "\nintegrity=" + written(std::string(to_string(poll.integrity)));
  return made + "\nresults=" + written(std::string(to_string(poll.results))) + '\n';
}

std::string written(const settings& values) {
  std::string made;
  for (const auto& key : descriptors()) {
    const auto value = key.get(values);
    made += key.name() + '=' + (key.form == descriptor::shape::number ? value : written(value)) + '\n';
  }
  for (const auto& poll : values.polls) made += written(poll);
  return made;
}

rc::Gen<std::string> words(int longest, const std::vector<std::string>& letters) {
  return rc::gen::exec([=] {
    std::string made;
    for (auto left = *rc::gen::inRange(1, longest + 1); left > 0; --left) made += *rc::gen::elementOf(letters);
    return made;
  });
}

/// With a text for each of `languages`, or one for all.
text any_text(int longest, const std::vector<std::string>& languages) {
  const auto any = words(longest, {"a", "Z", "!", "\"", "\\", "'", "#", "=", "{", "\u00e9", "\U0001F408", "\u2028"});
  if (languages.empty() || *rc::gen::arbitrary<bool>()) return text(*any);
  text made;
  for (const auto& language : languages) made.by_language[language] = *any;
  return made;
}

std::string any_id(std::size_t at) { return *words(20, {"a", "z", "0", "_", "-"}) + std::to_string(at); }

/// In the years 2000 to 2199, near to New Year's nights too.
moment any_moment() {
  using namespace std::chrono;
  const sys_days day = year{*rc::gen::inRange(2001, 2199)} / *rc::gen::element(1, 2, 12) / *rc::gen::element(1, 28, 31);
  return day + milliseconds(*rc::gen::inRange(0, 86'400'000));
}

void set_terms(poll& made) {
  made.max = *rc::gen::inRange(1U, static_cast<unsigned>(made.options.size()) + 1);
  made.min = *rc::gen::inRange(1U, made.max + 1);
  made.change = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) made.opens = any_moment();
  if (*rc::gen::arbitrary<bool>()) made.closes = any_moment();
  if (made.opens && made.closes && *made.opens >= *made.closes) made.opens.reset();
  made.results = *rc::gen::element(publication::live, publication::after_vote, publication::hidden);
  if (made.closes && *rc::gen::arbitrary<bool>()) made.results = publication::after_close;
  made.integrity = *rc::gen::element(integrity::open, integrity::paced, integrity::roll);
}

poll any_poll(std::size_t at) {
  const auto languages = *rc::gen::elementOf(std::vector<std::vector<std::string>>{{}, {"en"}, {"en", "fr", "gsw"}});
  poll made{any_id(at), any_text(300, languages), {}};
  const auto count = *rc::gen::inRange<std::size_t>(least_options, 21);  // whose ids fit into one vote
  for (std::size_t option = 0; option < count; ++option) {
    made.options.push_back({any_id(option), any_text(100, languages),
                            *rc::gen::element<std::string>("", "#fff", "#1E90ff"),
                            *rc::gen::element<std::string>("", "\U0001F408", "\u2615\uFE0F", "A+")});
  }
  set_terms(made);
  made.listed = at == 0 || *rc::gen::arbitrary<bool>();
  return made;
}

template <class Number>
void set(Number& number, int least, int most) {
  number = static_cast<Number>(*rc::gen::inRange(least, most + 1));
}

void set_server(http_server& server) {
  server.listen = {*rc::gen::element<std::string>("0.0.0.0", "10.1.2.3", "::", "2001:db8::7"),
                   *rc::gen::arbitrary<std::uint16_t>()};
  server.admin = {"127.0.0.1", *rc::gen::arbitrary<std::uint16_t>()};
  set(server.workers, 0, 1024);
  set(server.keep_alive, 0, 86400);
  set(server.max_connections, 0, 10'000'000);
  server.log = *rc::gen::element<std::string>("-", "", "/var/log/a b.log", "C:\\\"x\"\u00e9");
  server.log_level = *rc::gen::element<std::string>("trace", "debug", "info", "warn", "error");
  server.log_format = *rc::gen::element<std::string>("text", "logfmt", "json");
  server.access_log = *rc::gen::element<std::string>("-", "", "access.log");
}

settings any_settings() {
  settings made;
  set_server(made.vote);
  set_server(made.result);
  made.vote.cookie_key = *rc::gen::element<std::string>("", "0123456789abcdef", "\"\\\u00e9 0123456789abcdef");
  made.worker.admin.port = *rc::gen::arbitrary<std::uint16_t>();
  set(made.worker.batch, 1, 100'000);
  set(made.worker.lease, 500, 600'000);
  made.worker.log = *rc::gen::element<std::string>("-", "", "w.log");
  made.vote.queue = *rc::gen::element<std::string>("streams", "list", "auto");
  made.worker.log_level = *rc::gen::element<std::string>("trace", "error");
  made.redis.url = *rc::gen::element<std::string>("redis://h", "unix:///run/r.sock?db=3", "redis://a:b@[::1]:1/2");
  made.redis.password = *rc::gen::element<std::string>("", "p\"\\", "\u00e9");
  set(made.redis.timeout, 10, 600'000);
  set(made.redis.partitions, 1, 1024);
  made.postgres.url = *rc::gen::element<std::string>("postgresql://h/d", "postgres://u:p@h1,h2:1/d?a=b");
  made.postgres.password = *rc::gen::element<std::string>("", "p");
  set(made.postgres.connect_timeout, 100, 600'000);
  set(made.postgres.statement_timeout, 100, 3'600'000);
  made.polls.clear();
  const auto count = *rc::gen::inRange<std::size_t>(1, 4);
  for (std::size_t at = 0; at < count; ++at) made.polls.push_back(any_poll(at));
  return made;
}

RC_GTEST_PROP(Settings, PrintedForACheckComeBackEqual, ()) {
  loaded config;
  for (std::size_t at = 0; at < 2; ++at) config.values.polls.push_back(any_poll(at));
  std::ostringstream out;
  print(config, out);
  const reading read(out.str());
  RC_LOG() << out.str();
  RC_ASSERT(read.said() == "");
  RC_ASSERT(read.values() == config.values);
}

RC_GTEST_PROP(Settings, WrittenAsTomlComeBackEqual, ()) {
  const auto values = any_settings();
  const auto toml = written(values);
  const reading read(toml);
  RC_LOG() << toml;
  RC_ASSERT(read.said() == "");
  RC_ASSERT(read.values() == values);
}

}  // namespace
}  // namespace scrutin::config
