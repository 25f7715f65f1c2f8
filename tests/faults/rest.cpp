#include "tests/faults/rest.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <pqxx/pqxx>
#include <set>
#include <string_view>
#include <tuple>

#include "tests/faults/polls.hpp"
#include "tests/faults/redis_client.hpp"

namespace scrutin::faults {

namespace {

std::vector<tally_row> read_tallies(pqxx::transaction_base& session) {
  std::vector<tally_row> all;
  for (const auto& row : session.exec("SELECT poll, choice, sum(n)::bigint FROM tallies GROUP BY 1, 2 "
                                      "UNION ALL SELECT poll, '', sum(n)::bigint FROM turnout GROUP BY 1")) {
    all.push_back({row[0].c_str(), row[1].c_str(), row[2].as<std::int64_t>()});
  }
  return all;
}

std::vector<tally_row> read_published(deployment& system) {
  std::vector<tally_row> all;
  const auto port = system.nodes("result").front()->process->port();
  for (const auto& poll : polls) {
    const auto answer = test::ask(port, "GET", "/api/polls/" + poll.id + "/results");
    if (answer.status != 200) return {};
    const auto told = boost::json::parse(answer.body);
    all.push_back({poll.id, "", told.at("voters").to_number<std::int64_t>()});
    for (const auto& option : told.at("options").as_array()) {
      all.push_back({poll.id, option.at("id").as_string().c_str(), option.at("votes").to_number<std::int64_t>()});
    }
  }
  return all;
}

// Without options that nobody chose, in one order.
auto comparable(const std::vector<tally_row>& rows) {
  std::vector<std::tuple<std::string, std::string, std::int64_t>> all;
  for (const auto& row : rows) {
    if (row.n != 0) all.emplace_back(row.poll, row.choice, row.n);
  }
  std::ranges::sort(all);
  return all;
}

std::string busy_stream(redis_client& redis, pqxx::transaction_base& session, unsigned partition) {
  const auto stream = "votes:" + std::to_string(partition);
  const auto last = redis.ask({"XREVRANGE", stream, "+", "-", "COUNT", "1"});
  if (last->type != REDIS_REPLY_ARRAY) return stream + ": " + last->str;
  if (last->elements == 0) return {};
  const auto* entry = last->element[0];
  const auto uid = value_in(*entry->element[1], "uid");
  const auto newest = entry->element[0]->str + (uid.empty() ? "" : " " + uid);
  const auto found =
      session.exec("SELECT coalesce(max(entry || ' ' || entry_uid), 'nothing') FROM partitions WHERE p = " +
                   std::to_string(partition));
  const std::string applied = found[0][0].c_str();
  return applied == newest ? "" : stream + " is applied up to " + applied + ", its last entry is " + newest;
}

std::string unrest(deployment& system) try {
  redis_client redis{system.redis().socket_path()};
  pqxx::connection connection{system.database()};
  pqxx::nontransaction session{connection};
  for (unsigned p = 0; p < deployment::partitions; ++p) {
    if (auto why = busy_stream(redis, session, p); !why.empty()) return why;
  }
  for (auto& one : system.nodes()) {
    const auto answer = one.process->readiness();
    if (answer.status != 200) return one.name + " is not ready: " + answer.body;
  }
  if (comparable(read_tallies(session)) != comparable(read_published(system))) {
    return "what is published is not what the tables tallies and turnout say";
  }
  return {};
} catch (const std::exception& e) {
  return e.what();
}

}  // namespace

std::string await_rest(deployment& system, std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    system.tend();
    const auto why = unrest(system);
    if (why.empty() || std::chrono::steady_clock::now() > deadline) return why;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

std::vector<std::string> wrong_letters(deployment& system, const std::set<std::string>& poisoned, bool some_gone) {
  std::vector<std::string> wrong;
  std::set<std::string> found;
  const auto letters = redis_client{system.redis().socket_path()}.ask({"XRANGE", "votes:dead", "-", "+"});
  for (std::size_t i = 0; i < letters->elements; ++i) {
    const auto* words = letters->element[i]->element[1];
    std::string uid = "none";
    for (std::size_t w = 6; w + 1 < words->elements; w += 2) {  // behind stream, entry and reason
      if (std::string_view{words->element[w]->str} == "uid") uid = words->element[w + 1]->str;
    }
    if (uid == "none") continue;
    const auto why = words->elements > 5 ? std::string(words->element[5]->str) : std::string{};
    if (!poisoned.contains(uid)) wrong.push_back("a vote is a dead letter: " + uid + ": " + why);
    if (!found.insert(uid).second) wrong.push_back("a dead letter stands twice: " + uid);
  }
  for (const auto& uid : poisoned) {
    if (!some_gone && !found.contains(uid)) wrong.push_back("no dead letter: " + uid);
  }
  return wrong;
}

final_state read_state(deployment& system) {
  pqxx::connection connection{system.database()};
  pqxx::nontransaction session{connection};
  final_state state;
  for (const auto& poll : polls) {
    if (!poll.change) state.final_polls.insert(poll.id);
  }
  for (const auto& row :
       session.exec("SELECT uid, poll, voter, choice, partition, n FROM ledger ORDER BY partition, n")) {
    state.ledger.push_back(
        {row[0].c_str(), row[1].c_str(), row[2].c_str(), row[3].c_str(), row[4].as<int>(), row[5].as<std::int64_t>()});
  }
  for (const auto& row : session.exec("SELECT poll, id, vote, coalesce(uid::text, '') FROM votes")) {
    state.votes.push_back({row[0].c_str(), row[1].c_str(), row[2].c_str(), row[3].c_str()});
  }
  state.tallies = read_tallies(session);
  for (const auto& row :
       session.exec("SELECT 'vote of ' || voter || ' in ' || poll FROM wrong_votes "
                    "UNION ALL SELECT 'tally of ' || choice || ' in ' || poll FROM audited_tallies WHERE n <> right_n "
                    "UNION ALL SELECT 'turnout of ' || poll || ': ' || n || ', not ' || right_n FROM audited_turnout "
                    "WHERE n <> right_n "
                    "UNION ALL SELECT 'ballots of ' || poll || ' at ' || at || ': ' || n || ', not ' || right_n "
                    "FROM audited_arrivals WHERE n <> right_n")) {
    state.audited.emplace_back(row[0].c_str());
  }
  state.published = read_published(system);
  return state;
}

}  // namespace scrutin::faults
