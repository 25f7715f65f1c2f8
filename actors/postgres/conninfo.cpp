#include "actors/postgres/conninfo.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

namespace scrutin::actors {

namespace {

std::string in_quotes(const std::string& value) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

}  // namespace

expected<conninfo> make_conninfo(const config::postgres& settings, const std::string& application, session_use use) {
  char* raw_complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed{
      PQconninfoParse(settings.url.c_str(), &raw_complaint), &PQconninfoFree};
  const std::unique_ptr<char, decltype(&PQfreemem)> complaint{raw_complaint, &PQfreemem};
  if (!parsed) {
    std::string why = complaint ? complaint.get() : "libpq cannot read it";
    std::erase(why, '\n');
    return problem::that(std::move(why));
  }

  std::map<std::string, std::string> words;
  for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->val != 0) words[option->keyword] = option->val;
  }
  if (!settings.password.empty()) words["password"] = settings.password;

  // libpq counts in seconds, and takes 1 as 2.
  const auto seconds = std::max<long long>(2, (settings.connect_timeout.count() + 999) / 1000);
  words.emplace("connect_timeout", std::to_string(seconds));
  words.emplace("application_name", application);
  words.emplace("keepalives_idle", "5");
  words.emplace("keepalives_interval", "2");
  words.emplace("keepalives_count", "3");
  words.emplace("tcp_user_timeout", std::to_string(settings.statement_timeout.count()));
  if (use != session_use::reads) {
    // libpq's own word: it asks a server that does not know it in older ones.
    constexpr const char* wanted = "target_session_attrs";  // only from postgres 10
    words.emplace(wanted, use == session_use::writes ? "read-write" : "primary");
  }

  conninfo info;
  // Not by the word "options": PgBouncer refuses a connection that asks for any (1.18, ignore_startup_parameters).
  const auto own = words.find("options");
  if (own == words.end() || own->second.find("statement_timeout") == std::string::npos) {
    info.settings = "SET statement_timeout = " + std::to_string(settings.statement_timeout.count());
  }
  for (const auto& [word, value] : words) {
    if (!info.text.empty()) info.text += ' ';
    info.text += word + "=" + in_quotes(value);
  }
  const auto of = [&words](const char* word, const char* otherwise) {
    const auto found = words.find(word);
    return found == words.end() ? std::string(otherwise) : found->second;
  };
  info.server = of("host", "localhost") + ":" + of("port", "5432") + "/" + of("dbname", of("user", "postgres").c_str());
  return info;
}

std::string why_not_connected(const std::string& complaint) {
  std::string all;
  std::istringstream lines{complaint};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '\t') continue;  // advice of libpq's own to the line before
    all += (all.empty() ? "" : "; ") + line;
  }
  const auto says = [&all](const char* words) { return all.find(words) != std::string::npos; };
  if (says("server is in hot standby mode")) {
    all += " (a standby does not tell of changes: name the primary in postgres.url)";
  } else if (says("session is read-only")) {
    all += " (a standby, or one whose transactions are read-only: name the primary in postgres.url)";
  }
  return all;
}

}  // namespace scrutin::actors
