#include "worker/audit.hpp"

#include <cstdint>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "actors/schema/audit.hpp"
#include "actors/schema/roll.hpp"
#include "actors/schema/run.hpp"
#include "config/utf8.hpp"
#include "worker/database.hpp"

namespace scrutin::worker {

namespace {

namespace sql = actors::sql;

constexpr std::size_t most_lines = 100;

struct findings {
  sql::count_votes::found counted;
  std::int64_t tallies = 0;
  std::int64_t differences = 0;
  std::vector<std::string> lines{};  ///< the first of them
  std::vector<std::string> rolls{};  ///< a line each
  std::int64_t strangers = 0;        ///< voters whom no code stands for; nothing repairs that
};

// `"a" by ballot 018f...`, or what there is instead.
std::string vote_text(const sql::wrong_votes::standing& vote) {
  if (!vote.choice) return "none";
  return config::in_quotes(*vote.choice) + (vote.uid ? " by ballot " + *vote.uid : " by no ballot");
}

std::string vote_line(const sql::wrong_votes::wrong_vote& one) {
  const auto who = "vote of " + config::in_quotes(one.voter) + " in poll " + config::in_quotes(one.poll) + ": ";
  const auto stands = vote_text(one.is);
  const auto right = vote_text(one.right);
  if (stands != right) return who + stands + ", the ledger has " + right;
  return who + "its number is " + one.is.n.value_or("missing") + ", the ledger has " + one.right.n.value_or("none");
}

std::string line_of(const std::string& what, const sql::difference& one) {
  return what + " in poll " + config::in_quotes(one.poll) + ": " + std::to_string(one.n) + ", the ledger makes " +
         std::to_string(one.right);
}

std::string line_of(const sql::audited_rolls::of_poll& one) {
  auto line = "poll " + config::in_quotes(one.poll) + ": " + std::to_string(one.codes) + " codes, " +
              std::to_string(one.voters) + " voters";
  if (one.strangers > 0) line += ", of whom " + std::to_string(one.strangers) + " are not on its roll";
  return line;
}

void add(findings& all, const std::string& line) {
  if (all.lines.size() < most_lines) all.lines.push_back(line);
}

// All of it as it stood at one moment, whatever workers do meanwhile.
findings look(pqxx::connection& connection) {
  pqxx::work snapshot{connection};
  for (const auto& word : sql::before_audit()) sql::run(snapshot, word);
  const auto votes = sql::run<sql::wrong_votes>(snapshot, most_lines);
  const auto tallies = sql::run<sql::wrong_tallies>(snapshot);
  const auto turnout = sql::run<sql::wrong_turnout>(snapshot);
  const auto arrivals = sql::run<sql::wrong_arrivals>(snapshot, most_lines);
  findings all{sql::run<sql::count_votes>(snapshot), tallies.all};
  all.differences = votes.all + std::ssize(tallies.wrong) + turnout.all + arrivals.all;
  for (const auto& one : votes.first) add(all, vote_line(one));
  for (const auto& one : tallies.wrong) add(all, line_of("tally of " + config::in_quotes(one.of), one));
  for (const auto& one : turnout.first) add(all, line_of("voters", one));
  for (const auto& one : arrivals.first) add(all, line_of("ballots of the " + one.step + " s from " + one.of, one));
  for (const auto& one : sql::run<sql::audited_rolls>(snapshot)) {
    all.rolls.push_back(line_of(one));
    all.strangers += one.strangers;
  }
  return all;
}

void repair(pqxx::connection& connection, std::ostream& out) {
  pqxx::work transaction{connection};
  for (const auto& word : sql::before_repair()) sql::run(transaction, word);
  const auto done = sql::run<sql::repair_votes>(transaction);
  transaction.commit();
  out << "repaired " << done.votes << " votes, " << done.tallies << " tallies, " << done.turnouts << " turnouts, "
      << done.arrivals << " points in time\n";
}

actors::outcome audit(const config::settings& settings, const config::request& asked, std::ostream& out) {
  database postgres{settings.postgres};
  const auto found = postgres.with(look);
  if (found.differences == 0) {
    out << found.counted.ballots << " ballots, " << found.counted.votes << " votes, " << found.tallies
        << " tallies agree\n";
  }
  for (const auto& line : found.rolls) out << line << '\n';
  const int status = found.strangers == 0 ? 0 : 1;
  if (found.differences == 0) return status;
  for (const auto& line : found.lines) out << line << '\n';
  const auto more = found.differences - std::ssize(found.lines);
  if (more > 0) out << "and " << more << " more\n";
  if (!asked.has("--repair")) return 1;
  postgres.with([&out](pqxx::connection& connection) { repair(connection, out); });
  return status;
}

}  // namespace

actors::program_command audit_command() {
  return {.says = {.name = "audit",
                   .about = "Compares votes, tallies and turnout with the ledger; exit status 1 where they differ",
                   .flags = {{"--repair", "Makes them anew where they differ; running workers wait meanwhile"}}},
          .run = &audit};
}

}  // namespace scrutin::worker
