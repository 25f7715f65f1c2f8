#include "worker/dead_letters.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <limits>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "actors/ballots/cast_time.hpp"
#include "actors/ballots/keys.hpp"
#include "actors/ballots/letter_head.hpp"
#include "actors/postgres/sqlstate.hpp"
#include "actors/schema/batches.hpp"
#include "actors/schema/known_offers.hpp"
#include "actors/schema/run.hpp"
#include "actors/sync/sync_batch.hpp"
#include "config/utf8.hpp"
#include "worker/all_offers.hpp"
#include "worker/database.hpp"
#include "worker/redis_session.hpp"

namespace scrutin::worker {

namespace {

namespace sql = actors::sql;
using actors::dead_stream;
using actors::redis_value;

constexpr std::size_t page_size = 200;

/// The id of a stream's entry, `1700000000000-0`.
struct entry_id {
  std::uint64_t ms = 0;
  std::uint64_t sequence = 0;

  static std::optional<entry_id> parse(std::string_view text) {
    entry_id id;
    const auto* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, id.ms);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, id.sequence);
    if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
    return id;
  }

  entry_id next() const {
    if (sequence == std::numeric_limits<std::uint64_t>::max()) return {ms + 1, 0};
    return {ms, sequence + 1};
  }

  std::string to_string() const { return std::to_string(ms) + "-" + std::to_string(sequence); }
};

/// An entry of votes:dead.
struct letter {
  std::string id;
  std::string stream;
  std::string entry;
  std::string reason;
  redis_value fields;  ///< what stands behind the head
};

letter to_letter(const redis_value& entry) {
  if (entry.items().size() != 2) return {};
  letter read{entry.items()[0].text(), {}, {}, "no worker put it here", entry.items()[1]};
  auto head = actors::letter_head::parse(read.fields);
  if (!head) return read;
  read.stream = std::move(head->stream);
  read.entry = std::move(head->entry);
  read.reason = std::move(head->reason);
  const auto& words = read.fields.items();
  read.fields = {redis_value::list(words.begin() + actors::letter_head::size, words.end())};
  return read;
}

/// Gives `use` every letter, in their order; a stream of any length is read a page at a time.
template <class F>
void for_each_letter(redis_session& redis, F use) {
  for (std::string from = "-";;) {
    const auto page = redis.ask({"XRANGE", dead_stream, from, "+", "COUNT", std::to_string(page_size)});
    for (const auto& entry : page.items()) {
      const auto one = to_letter(entry);
      from = entry_id::parse(one.id).value_or(entry_id{}).next().to_string();
      use(one);
    }
    if (page.items().size() < page_size) return;
  }
}

// -- list

std::chrono::system_clock::time_point time_of(const std::string& id) {
  const auto ms = entry_id::parse(id).value_or(entry_id{}).ms;
  if (ms >= static_cast<std::uint64_t>(actors::end_of_time)) return std::chrono::system_clock::now();
  return std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}};
}

std::string to_time(const std::string& id) {
  const auto ms = entry_id::parse(id).value_or(entry_id{}).ms;
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm parts{};
  char text[40] = "?";
  if (gmtime_r(&seconds, &parts) == nullptr) return text;
  const auto end = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text + end, sizeof text - end, ".%03uZ", static_cast<unsigned>(ms % 1000));
  return text;
}

// One line, and nothing in it that a terminal would obey.
std::string printable(std::string_view text) {
  const bool plain = config::utf8_length(text).has_value();
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f && byte != '\\' && (plain || byte < 0x80)) {
      shown += c;
      continue;
    }
    char escape[5];
    std::snprintf(escape, sizeof escape, "\\x%02x", byte);
    shown += escape;
  }
  return shown;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string line_of(const std::string& id, const std::string& time, const std::string& from, const std::string& rest) {
  return padded(id, 17) + "  " + padded(time, 24) + "  " + padded(from, 25) + "  " + rest + '\n';
}

std::string to_line(const letter& one) {
  std::string rest = printable(one.reason);
  const auto& words = one.fields.items();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    rest += (i == 0 ? "  " : " ") + printable(words[i].text()) + '=' + printable(words[i + 1].text());
  }
  return line_of(one.id, to_time(one.id), printable(one.stream + ' ' + one.entry), rest);
}

// JSON has no bytes: those that are no text stand as {"hex": "ff00"}.
boost::json::value to_json(const std::string& text) {
  if (config::utf8_length(text)) return boost::json::string(text);
  std::string hex;
  for (const char c : text) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    hex += digits;
  }
  return boost::json::object{{"hex", hex}};
}

boost::json::object to_json(const letter& one) {
  boost::json::array fields;
  const auto& words = one.fields.items();
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    fields.push_back(boost::json::array{to_json(words[i].text()), to_json(words[i + 1].text())});
  }
  return {{"id", one.id},
          {"time", to_time(one.id)},
          {"stream", to_json(one.stream)},
          {"entry", to_json(one.entry)},
          {"reason", to_json(one.reason)},
          {"fields", std::move(fields)}};
}

actors::outcome list(redis_session& redis, bool json, std::ostream& out) {
  std::size_t count = 0;
  for_each_letter(redis, [&](const letter& one) {
    if (!json && count == 0) out << line_of("ID", "TIME", "CAME FROM", "REASON AND FIELDS");
    ++count;
    out << (json ? boost::json::serialize(to_json(one)) + '\n' : to_line(one));
  });
  if (count == 0 && !json) out << "there are no dead letters\n";
  return 0;
}

// -- retry and drop

/// What became of a letter, for people; `gone` where it need not be kept.
struct fate {
  bool gone;
  std::string told;
};

fate stays(const std::string& why) { return {false, "stays: " + why}; }

fate to_fate(std::optional<sql::fate> said) {
  if (!said) return stays("PostgreSQL does not say what became of it");
  switch (*said) {
    case sql::fate::applied:
      break;
    case sql::fate::late:
      return {true, "in the ledger; another vote of the voter stands"};
    case sql::fate::known:
      return {true, "was in the ledger already"};
  }
  return {true, "applied"};
}

// One transaction, which the ledger keeps from happening twice: to be killed before or after it does no harm.
fate apply(pqxx::connection& connection, const actors::ballot& vote, unsigned partition, std::int64_t ms,
           sql::ballot_terms under) {
  for (int attempt = 1;; ++attempt) {
    const bool last = attempt == 10;
    try {
      pqxx::nontransaction transaction{connection};
      return to_fate(sql::run<sql::apply_letter>(transaction, partition, vote, ms, under));
    } catch (const pqxx::serialization_failure&) {  // these two have no SQLSTATE in libpqxx 6
      if (last) throw;
    } catch (const pqxx::deadlock_detected&) {
      if (last) throw;
    } catch (const pqxx::sql_error& e) {
      if (!connection.is_open()) throw;
      if (actors::fault_of(e.sqlstate()) != actors::sql_fault::conflict || last)
        return stays("PostgreSQL says: " + actors::gist(e));
    }
  }
}

fate retry(const letter& one, const actors::known_offers& known, database& postgres) {
  if (one.stream == actors::sample_list)
    return stays("it comes from the original sample's list, and cannot be retried");
  const auto partition = actors::partition_of_stream(one.stream);
  const auto entry = entry_id::parse(one.entry);
  if (!partition || !entry) return stays("it does not say which stream it comes from");
  const auto read = actors::to_ballot(one.fields);
  if (!read) return stays(read.error().why);
  const auto& vote = *read;
  if (const auto offered = known.check(vote); !offered) return stays(offered.error().why);
  // Where the entry's own time is impossible, it was cast before it came here, and not long before.
  const auto ms = actors::cast_time(one.entry, vote.id, time_of(one.id));
  return postgres.with(
      [&](pqxx::connection& connection) { return apply(connection, vote, *partition, ms, known.terms_of(vote)); });
}

/// Settles the letters that were asked for: `decide` tells each one's fate, and what is gone is deleted.
template <class F>
actors::outcome settle(redis_session& redis, const config::request& asked, std::ostream& out, F decide) {
  const bool all = asked.has("--all");
  if (all != asked.operands.empty()) {
    return actors::problem::that("name the letters by their ids, or --all for all of them");
  }
  for (const auto& id : asked.operands) {
    if (!entry_id::parse(id)) {
      return actors::problem::that(config::in_quotes(id) + " is no letter's id: those look like 1700000000000-0");
    }
  }
  std::size_t gone = 0;
  std::size_t left = 0;
  const auto handle = [&](const letter& one) {
    const fate its = decide(one);
    if (its.gone) redis.ask({"XDEL", dead_stream, one.id});
    ++(its.gone ? gone : left);
    out << one.id << "  " << printable(its.told) << '\n';
  };
  if (all) for_each_letter(redis, handle);
  for (const auto& id : asked.operands) {
    const auto found = redis.ask({"XRANGE", dead_stream, id, id});
    if (!found.items().empty()) {
      handle(to_letter(found.items()[0]));
      continue;
    }
    ++left;
    out << id << "  there is no such letter\n";
  }
  out << gone << " done, " << left << " not\n";
  return left == 0 ? 0 : 1;
}

actors::outcome run(const config::settings& settings, const config::request& asked, std::ostream& out) {
  const auto& what = asked.command.at(1);
  redis_session redis{settings.redis};
  if (what == "list") return list(redis, asked.has("--json"), out);
  if (what == "drop") return settle(redis, asked, out, [](const letter&) { return fate{true, "dropped"}; });
  database postgres{settings.postgres};
  const auto known = read_offers(settings.polls, redis, postgres);
  return settle(redis, asked, out, [&](const letter& one) { return retry(one, known, postgres); });
}

}  // namespace

actors::program_command dead_letters_command() {
  const config::command::flag all{"--all", "All of them"};
  return {.says = {.name = "dead-letters",
                   .about = "Lists, retries or drops what could not be applied (the stream votes:dead)",
                   .commands = {{.name = "list",
                                 .about = "Prints them, the oldest first",
                                 .flags = {{"--json", "One JSON object a line"}}},
                                {.name = "retry",
                                 .about = "Applies them as the older votes that they are; what cannot be applied stays",
                                 .flags = {all},
                                 .operands = "ID"},
                                {.name = "drop", .about = "Deletes them", .flags = {all}, .operands = "ID"}}},
          .run = &run};
}

}  // namespace scrutin::worker
