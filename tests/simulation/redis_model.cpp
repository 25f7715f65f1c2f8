#include "tests/simulation/redis_model.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "actors/ingest/timed_append.hpp"

namespace scrutin::simulation {

namespace {

using actors::redis_value;
using entry_id = redis_model::entry_id;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

entry_id to_id(const std::string& text) {
  const auto dash = text.find('-');
  return {number(text.substr(0, dash)), dash == std::string::npos ? 0 : number(text.substr(dash + 1))};
}

std::string to_text(entry_id id) { return std::to_string(id.first) + "-" + std::to_string(id.second); }

redis_value status(const char* text) { return {std::string(text)}; }
redis_value count(std::size_t n) { return {static_cast<std::int64_t>(n)}; }

redis_value to_list(const redis_model::words& words) {
  redis_value::list items;
  for (const auto& word : words) items.push_back({word});
  return {std::move(items)};
}

// As SCRIPT LOAD names it.
const std::string& digest_of_append() {
  static const std::string digest = [] {
    const auto text = actors::timed_append_script;
    std::array<unsigned char, SHA_DIGEST_LENGTH> hash{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
    std::string digits;
    for (const auto byte : hash) {
      digits += "0123456789abcdef"[byte >> 4U];
      digits += "0123456789abcdef"[byte & 0xfU];
    }
    return digits;
  }();
  return digest;
}

bool is_append(const redis_model::words& command) {
  return command[0] == "EVALSHA" || (command[0] == "EVAL" && command.at(1) == actors::timed_append_script);
}

std::string uid_in(const redis_model::words& fields) {
  std::string uid;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    if (fields[i] == "uid") uid = fields[i + 1];
  }
  return uid;
}

// One of the two scripts that the sync has.
bool is_trim(const redis_model::words& command) { return command[0] == "EVAL" && command.at(2) == "1"; }

constexpr const char* read_only = "READONLY You can't write against a read only replica.";

}  // namespace

std::vector<std::string> words_of(const actors::redis_command& command) {
  std::vector<std::string> words;
  const auto& wire = command.wire();
  auto at = wire.find("\r\n") + 2;  // past *N
  while (at < wire.size()) {
    const auto size = number(std::string_view(wire).substr(at + 1));
    at = wire.find("\r\n", at) + 2;
    words.push_back(wire.substr(at, size));
    at += size + 2;
  }
  return words;
}

std::optional<redis_model::reply> redis_model::refuse_write(const words& command) {
  const auto& name = command.at(0);
  static constexpr std::array reads{"XLEN", "XREAD", "XRANGE", "HMGET", "MULTI", "EXEC", "GET", "SCRIPT"};
  if (std::ranges::find(reads, name) != reads.end() || is_append(command) || is_trim(command)) return std::nullopt;
  const std::string why = read_only;
  if (name != "EVAL") return reply{{}, why};
  return reply{{}, why + " script: f0, on @user_script:1."};  // those that there are write, or say so in that way
}

std::optional<redis_model::reply> redis_model::execute(session& client, const words& command, ms now, ms sent) {
  const auto& name = command.at(0);
  if (replica_) {
    if (auto refused = refuse_write(command)) return refused;
  }
  if (name == "MULTI") {
    client = {true, {}};
    return reply{status("OK")};
  }
  if (name == "EXEC") {
    redis_value::list answers;
    for (const auto& queued : client.queued) answers.push_back(run(queued, now).value);
    client = {};
    return reply{{std::move(answers)}};
  }
  if (client.in_transaction) {
    client.queued.push_back(command);
    return reply{status("QUEUED")};
  }
  if (name == "XREAD") return read(command, now, sent);
  return run(command, now);
}

redis_model::reply redis_model::run(const words& command, ms now) {
  const auto& name = command.at(0);
  if (name == "XADD") return add(command, now);
  if (is_append(command)) return append(command, now);
  if (name == "GET") {
    const auto found = values_.find(command.at(1));
    return {found == values_.end() ? redis_value{} : redis_value{found->second}};
  }
  if (name == "SET" && command.at(3) == "NX") {
    return {values_.emplace(command.at(1), command.at(2)).second ? status("OK") : redis_value{}};
  }
  if (name == "SCRIPT" && command.at(1) == "LOAD" && command.at(2) == actors::timed_append_script) {
    knows_append_ = true;
    return {{digest_of_append()}};
  }
  if (name == "HSET") {
    const auto [at, fresh] = hashes_[command.at(1)].insert_or_assign(command.at(2), command.at(3));
    return {count(fresh ? 1 : 0)};
  }
  if (name == "HMGET") {
    redis_value::list values;
    const auto& hash = hashes_[command.at(1)];
    for (std::size_t i = 2; i < command.size(); ++i) {
      const auto found = hash.find(command[i]);
      values.push_back(found == hash.end() ? redis_value{} : redis_value{found->second});
    }
    return {{std::move(values)}};
  }
  const auto found = streams_.find(command.at(name == "XGROUP" ? 2 : name == "EVAL" ? 3 : 1));
  auto* one = found == streams_.end() ? nullptr : &found->second;
  if (name == "XLEN") return {count(one == nullptr ? 0 : one->entries.size())};
  if (name == "XRANGE") {  // as the sync asks: of one entry
    if (one == nullptr) return {redis_value{redis_value::list{}}};
    const auto entry = one->entries.find(to_id(command.at(2)));
    if (entry == one->entries.end()) return {redis_value{redis_value::list{}}};
    redis_value::list found;
    found.push_back({redis_value::list{{to_text(entry->first)}, to_list(entry->second)}});
    return {redis_value{std::move(found)}};
  }
  if (name == "XDEL") {
    std::size_t gone = 0;
    for (std::size_t i = 2; i < command.size() && one != nullptr; ++i) gone += one->entries.erase(to_id(command[i]));
    return {count(gone)};
  }
  if (name == "XACK") {
    std::size_t gone = 0;
    auto* of = find_group(command.at(1), command.at(2));
    for (std::size_t i = 3; i < command.size() && of != nullptr; ++i) gone += of->pending.erase(to_id(command[i]));
    return {count(gone)};
  }
  if (name == "XREADGROUP") return read_group(command);
  if (name == "EVAL") {
    // EVAL script 2 stream votes:dead group id fields...
    if (is_trim(command)) return trim(command);
    const auto& key = command.at(3);
    const auto& id = command.at(6);
    if (run({"XDEL", key, id}, now).value.integer() == 1) {
      words letter{"XADD", command.at(4), "*"};
      letter.insert(letter.end(), command.begin() + 7, command.end());
      add(letter, now);
    }
    return run({"XACK", key, command.at(5), id}, now);
  }
  if (name == "XGROUP" && command.at(1) == "CREATE" && command.at(5) == "MKSTREAM") {
    auto& groups = streams_[command.at(2)].groups;
    if (groups.contains(command.at(3))) return {{}, "BUSYGROUP Consumer Group name already exists"};
    groups[command.at(3)].delivered = to_id(command.at(4));
    return {status("OK")};
  }
  throw std::invalid_argument("the model of Redis does not know " + name);
}

redis_model::reply redis_model::add(const words& command, ms now) {
  auto& one = streams_[command.at(1)];
  entry_id id = to_id(command.at(2));
  if (command.at(2) == "*") {
    id = {static_cast<std::uint64_t>((clock_ + now).count()), 0};
    if (id <= one.last) id = {one.last.first, one.last.second + 1};
  } else if (id <= one.last) {
    return {{}, "ERR The ID specified in XADD is equal or smaller than the target stream top item"};
  }
  one.last = id;
  one.entries[id] = {command.begin() + 3, command.end()};
  if (command.at(3) == "uid" && command[1] != "votes:dead") added_.push_back(command.at(4));
  return {{to_text(id)}};
}

// EVAL script n offers streams... deadline, then uid poll voter choice offer trace of each; or EVALSHA.
redis_model::reply redis_model::append(const words& command, ms now) {
  if (command[0] == "EVAL") knows_append_ = true;
  if (!knows_append_ || (command[0] == "EVALSHA" && command.at(1) != digest_of_append())) {
    return {{}, "NOSCRIPT No matching script. Please use EVAL."};
  }
  const auto keys = number(command.at(2));
  const auto time = std::chrono::microseconds(clock_ + now).count();
  redis_value::list answer{{static_cast<std::int64_t>(time)}};
  auto at = command.begin() + 3 + static_cast<std::ptrdiff_t>(keys);
  if (on_.deadline && time > std::stoll(*at)) return {{std::move(answer)}};
  ++at;
  const auto& offers = hashes_[command[3]];
  for (std::size_t i = 1; i < keys; ++i, at += 6) {
    if (!offers.contains(at[4])) {
      answer.push_back({redis_value::list{{std::string("NOOFFER")}}});
    } else if (replica_) {
      answer.push_back({redis_value::list{{std::string(read_only)}}});
    } else {
      answer.push_back(add({"XADD", command[3 + i], "*", "uid", at[0], "poll", at[1], "voter", at[2], "choice", at[3],
                            "offer", at[4]},
                           now)
                           .value);
    }
  }
  return {{std::move(answer)}};
}

// XREAD COUNT n [BLOCK ms] STREAMS key id
std::optional<redis_model::reply> redis_model::read(const words& command, ms now, ms sent) {
  const auto most = number(command.at(2));
  const bool blocks = command.at(3) == "BLOCK";
  const auto& key = command.at(blocks ? 6 : 4);
  const auto from = to_id(command.at(blocks ? 7 : 5));
  redis_value::list found;
  if (const auto of = streams_.find(key); of != streams_.end()) {
    const auto& all = of->second.entries;
    for (auto one = all.upper_bound(from); one != all.end() && found.size() < most; ++one) {
      found.push_back({redis_value::list{{to_text(one->first)}, to_list(one->second)}});
    }
  }
  if (found.empty() && blocks && now < sent + ms(number(command.at(4)))) return std::nullopt;
  if (found.empty()) return reply{};
  redis_value::list stream{{key}, {std::move(found)}};
  return reply{{redis_value::list{{std::move(stream)}}}};
}

// XREADGROUP GROUP g consumer COUNT n STREAMS key >, as a worker of an earlier version read.
redis_model::reply redis_model::read_group(const words& command) {
  const auto most = number(command.at(5));
  const auto& key = command.at(7);
  auto* of = find_group(key, command.at(2));
  if (of == nullptr) return {{}, "NOGROUP No such key '" + key + "' or consumer group '" + command.at(2) + "'"};
  const auto& all = streams_[key].entries;
  redis_value::list found;
  for (auto one = all.upper_bound(of->delivered); one != all.end() && found.size() < most; ++one) {
    of->delivered = one->first;
    of->pending[one->first] = command.at(3);
    found.push_back({redis_value::list{{to_text(one->first)}, to_list(one->second)}});
  }
  if (found.empty()) return {};
  redis_value::list stream{{key}, {std::move(found)}};
  return {{redis_value::list{{std::move(stream)}}}};
}

// EVAL script 1 stream group mark uid before most tells, as a Redis since 6.2 runs it.
redis_model::reply redis_model::trim(const words& command) {
  const auto one = streams_.find(command.at(3));
  const auto& mark = command.at(5);
  std::string uid;
  if (one != streams_.end()) {
    const auto found = one->second.entries.find(to_id(mark));
    if (found != one->second.entries.end()) uid = uid_in(found->second);
  }
  if (on_.mark && uid != command.at(6)) return {};
  std::size_t gone = 0;
  if (one != streams_.end() && !command.at(7).empty()) {
    auto& all = one->second.entries;
    const auto before = to_id(command[7]);
    if (replica_ && !all.empty() && all.begin()->first < before) return {{}, read_only};
    while (!all.empty() && all.begin()->first < before) {
      all.erase(all.begin());
      ++gone;
    }
  }
  if (one != streams_.end() && command.at(9) == "1" && !replica_) {
    auto& told = one->second.groups[command.at(4)];
    told.pending.clear();
    told.delivered = to_id(mark);
  }
  const auto left = one == streams_.end() ? 0 : one->second.entries.size();
  if (!command.at(7).empty() || command.at(9) == "1") return {redis_value{redis_value::list{count(gone), count(left)}}};
  std::size_t waiting = 0;
  if (one != streams_.end()) {
    const auto& all = one->second.entries;
    waiting = static_cast<std::size_t>(std::distance(all.upper_bound(to_id(mark)), all.end()));
  }
  return {redis_value{redis_value::list{count(gone), count(left), count(waiting)}}};
}

redis_model::group* redis_model::find_group(const std::string& key, const std::string& name) {
  const auto one = streams_.find(key);
  if (one == streams_.end()) return nullptr;
  const auto found = one->second.groups.find(name);
  return found == one->second.groups.end() ? nullptr : &found->second;
}

void redis_model::lose_everything() {
  streams_.clear();
  hashes_.clear();
  values_.clear();
  knows_append_ = false;
}

std::size_t redis_model::length(const std::string& stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? 0 : found->second.entries.size();
}

std::pair<std::string, std::string> redis_model::last(const std::string& stream) const {
  const auto found = streams_.find(stream);
  if (found == streams_.end() || found->second.entries.empty()) return {};
  const auto& [id, fields] = *found->second.entries.rbegin();
  return {to_text(id), uid_in(fields)};
}

std::size_t redis_model::pending(const std::string& stream) const {
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return 0;
  std::size_t all = 0;
  for (const auto& [name, of] : found->second.groups) all += of.pending.size();
  return all;
}

std::vector<redis_model::words> redis_model::entries(const std::string& stream) const {
  std::vector<words> all;
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return all;
  for (const auto& [id, fields] : found->second.entries) all.push_back(fields);
  return all;
}

}  // namespace scrutin::simulation
