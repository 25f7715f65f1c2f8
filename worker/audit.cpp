#include "worker/audit.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "config/utf8.hpp"
#include "worker/database.hpp"

namespace scrutin::worker {

namespace {

constexpr std::size_t most_lines = 100;

struct findings {
  std::string ballots;
  std::string votes;
  std::string tallies;
  std::size_t differences = 0;
  std::vector<std::string> lines;  ///< the first of them
};

std::string text(const pqxx::field& field) { return config::in_quotes(field.c_str()); }

// `"a" by ballot 018f...`, or what there is instead.
std::string vote_text(const pqxx::field& choice, const pqxx::field& uid, const std::string& none) {
  if (choice.is_null()) return none;
  return text(choice) + (uid.is_null() ? " by no ballot" : std::string(" by ballot ") + uid.c_str());
}

std::string vote_line(const pqxx::row& row) {
  const auto who = "vote of " + text(row["voter"]) + " in poll " + text(row["poll"]) + ": ";
  const auto stands = vote_text(row["choice"], row["uid"], "none");
  const auto right = vote_text(row["right_choice"], row["right_uid"], "none");
  if (stands != right) return who + stands + ", the ledger has " + right;
  return who + "its number is " + (row["n"].is_null() ? "missing" : row["n"].c_str()) + ", the ledger has " +
         (row["right_n"].is_null() ? "none" : row["right_n"].c_str());
}

std::string difference(const pqxx::row& row) {
  return std::string(row["n"].c_str()) + ", the ledger makes " + row["right_n"].c_str();
}

std::string tally_line(const pqxx::row& row) {
  return "tally of " + text(row["choice"]) + " in poll " + text(row["poll"]) + ": " + difference(row);
}

std::string arrivals_line(const pqxx::row& row) {
  return std::string("ballots of the ") + row["step"].c_str() + " s from " + row["at"].c_str() + " in poll " +
         text(row["poll"]) + ": " + difference(row);
}

void add(findings& all, const std::string& line) {
  if (all.lines.size() < most_lines) all.lines.push_back(line);
}

// All of it as it stood at one moment, whatever workers do meanwhile.
findings look(pqxx::connection& connection) {
  pqxx::work snapshot{connection};
  snapshot.exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  snapshot.exec("SET LOCAL work_mem = '128MB'");
  const auto count = [&snapshot](const std::string& table) {
    return std::string(snapshot.exec("SELECT count(*) FROM " + table)[0][0].c_str());
  };
  const auto votes = snapshot.exec("SELECT *, count(*) OVER () AS found FROM wrong_votes ORDER BY poll, voter LIMIT " +
                                   std::to_string(most_lines));
  const auto tallies = snapshot.exec("SELECT *, n <> right_n AS wrong FROM audited_tallies ORDER BY poll, choice");
  const auto turnout = snapshot.exec("SELECT * FROM audited_turnout WHERE n <> right_n ORDER BY poll");
  const auto arrivals = snapshot.exec(
      "SELECT *, count(*) OVER () AS found FROM audited_arrivals WHERE n <> right_n "
      "ORDER BY poll, step, at LIMIT " +
      std::to_string(most_lines));
  findings all{count("ledger"), count("votes"), std::to_string(tallies.size()), 0, {}};
  if (!votes.empty()) all.differences = votes[0]["found"].as<std::size_t>();
  for (const auto& row : votes) add(all, vote_line(row));
  for (const auto& row : tallies) {
    if (!row["wrong"].as<bool>()) continue;
    ++all.differences;
    add(all, tally_line(row));
  }
  all.differences += static_cast<std::size_t>(turnout.size());  // which newer versions of libpqxx have signed
  for (const auto& row : turnout) add(all, "voters in poll " + text(row["poll"]) + ": " + difference(row));
  if (!arrivals.empty()) all.differences += arrivals[0]["found"].as<std::size_t>();
  for (const auto& row : arrivals) add(all, arrivals_line(row));
  return all;
}

void repair(pqxx::connection& connection, std::ostream& out) {
  pqxx::work transaction{connection};
  transaction.exec("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
  transaction.exec("SET LOCAL work_mem = '128MB'");
  const auto done = transaction.exec(
      "SELECT votes_repaired, tallies_repaired, turnout_repaired, arrivals_repaired FROM repair_votes()");
  transaction.commit();
  out << "repaired " << done[0][0].c_str() << " votes, " << done[0][1].c_str() << " tallies, " << done[0][2].c_str()
      << " turnouts, " << done[0][3].c_str() << " points in time\n";
}

actors::outcome audit(const config::settings& settings, const config::request& asked, std::ostream& out) {
  database postgres{settings.postgres};
  const auto found = postgres.with(look);
  if (found.differences == 0) {
    out << found.ballots << " ballots, " << found.votes << " votes, " << found.tallies << " tallies agree\n";
    return 0;
  }
  for (const auto& line : found.lines) out << line << '\n';
  if (found.differences > found.lines.size()) out << "and " << found.differences - found.lines.size() << " more\n";
  if (!asked.has("--repair")) return 1;
  postgres.with([&out](pqxx::connection& connection) { repair(connection, out); });
  return 0;
}

}  // namespace

actors::program_command audit_command() {
  return {.says = {.name = "audit",
                   .about = "Compares votes, tallies and turnout with the ledger; exit status 1 where they differ",
                   .flags = {{"--repair", "Makes them anew where they differ; running workers wait meanwhile"}}},
          .run = &audit};
}

}  // namespace scrutin::worker
