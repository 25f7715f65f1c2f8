#include "worker/codes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/ballots/roll.hpp"
#include "actors/runtime/file_descriptor.hpp"
#include "actors/schema/roll.hpp"
#include "actors/schema/run.hpp"
#include "config/utf8.hpp"
#include "config/value_rules.hpp"
#include "worker/code_sheet.hpp"
#include "worker/database.hpp"
#include "worker/redis_session.hpp"

namespace scrutin::worker {

namespace {

namespace sql = actors::sql;
using actors::problem;
using actors::roll_code;

constexpr std::int64_t most_codes = 100'000;
constexpr std::size_t at_once = 1000;

/// What was asked for.
struct order {
  const config::poll& poll;
  std::size_t count;
  std::string site;   ///< of the vote pages; empty: it is not known
  std::string sheet;  ///< a file; empty: none
};

std::string value_of(const config::request& asked, const std::string& flag) {
  const auto found = asked.values.find(flag);
  return found == asked.values.end() ? std::string{} : found->second;
}

actors::expected<order> read(const config::settings& settings, const config::request& asked) {
  const auto id = value_of(asked, "--poll");
  if (id.empty()) return problem::that("say of which poll: --poll ID");
  const auto* poll = config::find(settings.polls, id);
  if (poll == nullptr) return problem::that("the settings have no poll " + config::in_quotes(id));
  if (poll->integrity != config::integrity::roll) {
    return problem::that("the poll " + config::in_quotes(id) +
                         " asks nobody for a code: write integrity = \"roll\" into the settings");
  }
  if (!asked.values.contains("--count")) return problem::that("say how many: --count N");
  const auto count = config::read_number(value_of(asked, "--count"), {1, most_codes});
  if (!count) return problem::that("--count " + count.error().what);
  const auto site =
      config::read_page_url(asked.values.contains("--url") ? value_of(asked, "--url") : settings.result.vote_url);
  if (!site) return problem::that("--url " + site.error().what);
  order made{*poll, static_cast<std::size_t>(*count), site->starts_with(':') ? std::string{} : *site,
             value_of(asked, "--sheet")};
  if (!made.sheet.empty() && made.site.empty()) {
    return problem::that("the sheet holds links: say where the vote pages are, --url https://vote.example.org");
  }
  return made;
}

std::vector<roll_code> make(std::size_t count) {
  std::vector<roll_code> made;
  std::set<std::string> known;
  while (made.size() < count) {
    auto one = roll_code::random();
    if (known.insert(one.to_string()).second) made.push_back(std::move(one));
  }
  return made;
}

/// Calls `use` with a thousand voters at a time.
template <class F>
void in_parts(const std::vector<std::string>& voters, F use) {
  for (std::size_t at = 0; at < voters.size(); at += at_once) {
    const auto begin = voters.begin() + static_cast<std::ptrdiff_t>(at);
    use(std::vector<std::string>(begin, begin + static_cast<std::ptrdiff_t>(std::min(at_once, voters.size() - at))));
  }
}

void enrol(const config::settings& settings, const std::string& poll, const std::vector<std::string>& voters) {
  database postgres{settings.postgres};
  postgres.with([&](pqxx::connection& connection) {
    pqxx::work transaction{connection};
    in_parts(voters, [&](const auto& some) { sql::run<sql::add_to_roll>(transaction, poll, some); });
    transaction.commit();
  });
  // The roll there is whole only with its mark, which a running worker sets: it also does this again where it fails.
  try {
    redis_session redis{settings.redis};
    in_parts(voters, [&](const auto& some) { redis.ask(actors::fill_roll(poll, some)); });
  } catch (const std::exception& e) {
    std::cerr << "worker: a running worker will put the codes into Redis, this command could not: " << e.what() << '\n';
  }
}

/// A file that was not there, for its owner alone. Made before any code is, so that none is lost for want of it.
actors::expected<std::shared_ptr<const actors::file_descriptor>> new_file(const std::string& name) {
  auto made = std::make_shared<const actors::file_descriptor>(
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (made->number() < 0) {
    return problem::that("cannot make the file " + config::in_quotes(name) + ": " + std::strerror(errno));
  }
  return made;
}

actors::expected<void> write(const actors::file_descriptor& to, const std::string& name, std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(to.number(), text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return problem::that("cannot write " + config::in_quotes(name) + ": " + std::strerror(errno));
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

actors::outcome codes(const config::settings& settings, const config::request& asked, std::ostream& out) {
  const auto wanted = read(settings, asked);
  if (!wanted) return wanted.error();
  const auto made = make(wanted->count);
  std::shared_ptr<const actors::file_descriptor> file;
  std::string sheet;
  if (!wanted->sheet.empty()) {
    auto drawn = code_sheet(wanted->site, wanted->poll, made);
    if (!drawn) return drawn.error();
    sheet = *std::move(drawn);
    auto opened = new_file(wanted->sheet);
    if (!opened) return opened.error();
    file = *opened;
  }
  std::vector<std::string> voters;
  voters.reserve(made.size());
  for (const auto& one : made) voters.push_back(one.voter(wanted->poll.id));
  enrol(settings, wanted->poll.id, voters);

  out << (wanted->site.empty() ? "code\n" : "code,link\n");
  for (const auto& one : made) {
    out << one.to_string();
    if (!wanted->site.empty()) out << ',' << code_link(wanted->site, wanted->poll, one);
    out << '\n';
  }
  out.flush();
  if (file) {
    if (const auto written = write(*file, wanted->sheet, sheet); !written) return written.error();
  }
  return 0;
}

}  // namespace

actors::program_command codes_command() {
  return {.says = {.name = "codes",
                   .about = "Makes codes for the voters of a poll with a roll, and prints them, once, as CSV",
                   .flags = {{"--poll", "Of which poll", "ID"},
                             {"--count", "How many: 1 to " + std::to_string(most_codes), "N"},
                             {"--sheet", "Writes cards with QR codes to print, into a new file", "FILE"},
                             {"--url", "Where the vote pages are; else what result.vote_url says", "URL"}}},
          .run = &codes};
}

}  // namespace scrutin::worker
