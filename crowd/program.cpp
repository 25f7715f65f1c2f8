#include "crowd/program.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "crowd/rehearsal.hpp"
#include "crowd/report.hpp"
#include "crowd/survey.hpp"
#include "crowd/trust.hpp"

namespace scrutin::crowd {

namespace {

constexpr const char* about =
    "A crowd that votes: phones that come within seconds, load the page, think, vote and change their minds, and "
    "viewers of the "
    "results. It ends with a verdict: whether every vote that was answered \"recorded\" counts.";

struct options {
  plan asked;
  std::string vote;
  std::string results;
  std::string authority;
  std::string json;
  std::string share = "1/1";
  double bound = 0.5;
  bool close = false;
  bool no_assets = false;
  std::vector<std::string> files;
};

expected<void> read_share(options& given) {
  unsigned share = 0;
  unsigned of = 0;
  char more = 0;
  if (std::sscanf(given.share.c_str(), "%u/%u%c", &share, &of, &more) != 2 || share < 1 || share > of) {
    return mishap{"--share is which of how many, as 2/3, not \"" + given.share + "\""};
  }
  given.asked.share = share;
  given.asked.shares = of;
  return {};
}

// A phone is a file descriptor here.
void allow_connections() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

expected<asio::ssl::context> prepare(options& given) {
  if (auto good = read_share(given); !good) return good.error();
  auto& asked = given.asked;
  asked.keep_alive = !given.close;
  auto vote = site::parse(given.vote);
  if (!vote) return vote.error();
  asked.vote = *std::move(vote);
  if (!given.results.empty()) {
    auto result = site::parse(given.results);
    if (!result) return result.error();
    asked.result = *std::move(result);
  }
  auto trust = make_trust(given.authority);
  if (!trust) return trust.error();
  if (auto good = survey(asked, *trust); !good) return good.error();
  if (given.no_assets) asked.assets.clear();
  allow_connections();
  return trust;
}

expected<void> write(const std::string& file, const std::string& text) {
  if (file.empty()) return {};
  if (file == "-") {
    std::printf("%s\n", text.c_str());
    return {};
  }
  std::ofstream to{file};
  to << text << '\n';
  to.flush();
  if (!to) return mishap{"the report cannot be written to " + file};
  return {};
}

expected<int> run_once(options& given, progress& shown) {
  auto trust = prepare(given);
  if (!trust) return trust.error();
  const auto seen = run(given.asked, *trust, shown);
  if (!seen) return seen.error();
  shown.end();
  if (given.json != "-") std::fputs(to_table(**seen).c_str(), stdout);
  if (auto written = write(given.json, to_json(**seen)); !written) return written.error();
  return (*seen)->told.kept() ? 0 : 1;
}

expected<int> rehearse_all(options& given, progress& shown) {
  auto trust = prepare(given);
  if (!trust) return trust.error();
  const plan::seconds bound{given.bound};
  const auto seen = rehearse(given.asked, *trust, bound, shown);
  if (!seen) return seen.error();
  if (given.json != "-") std::fputs(to_table(*seen, bound).c_str(), stdout);
  if (auto written = write(given.json, to_json(*seen, bound)); !written) return written.error();
  return seen->kept && seen->holds > 0 ? 0 : 1;
}

expected<int> merge_all(options& given) {
  std::vector<std::unique_ptr<outcome>> all;
  for (const auto& file : given.files) {
    std::stringstream text;
    std::ifstream from{file};
    text << from.rdbuf();
    if (!from) return mishap{"the report " + file + " cannot be read"};
    auto one = from_json(text.str());
    if (!one) return mishap{file + ": " + one.error().what};
    all.push_back(*std::move(one));
  }
  const auto sum = merge(all);
  if (!sum) return sum.error();
  if (given.json != "-") std::fputs(to_table(**sum).c_str(), stdout);
  if (auto written = write(given.json, to_json(**sum)); !written) return written.error();
  return (*sum)->told.kept() ? 0 : 1;
}

void add_options(CLI::App& command, options& given) {
  auto& asked = given.asked;
  const auto seconds = [&command](const char* name, plan::seconds& of, const char* words) {
    command
        .add_option_function<double>(
            name, [&of](double value) { of = plan::seconds(value); }, words)
        ->check(CLI::NonNegativeNumber)
        ->default_str(std::to_string(static_cast<int>(of.count())));
  };
  command.add_option("URL", given.vote, "The page where people vote: https://vote.example.org")->required();
  command.add_option("--results", given.results, "The page of the results, where the vote page does not name it");
  command.add_option("--people", asked.people, "Who vote")->capture_default_str()->check(CLI::Range(1U, 1'000'000U));
  command.add_option("--sockets", asked.sockets, "Who watch the results by WebSocket")->capture_default_str();
  command.add_option("--events", asked.events, "Who watch them by server-sent events")->capture_default_str();
  seconds("--arrive", asked.arrive, "Seconds within which all of them come");
  seconds("--gather", asked.gather, "Seconds within which the viewers come, before the first person; 0: with them");
  seconds("--think", asked.think, "Seconds from the page to the vote, half of it to one and a half");
  command.add_option("--change", asked.change, "The share of people who vote once more, for something else")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command.add_flag("--close", given.close, "A connection for each request, instead of one for each person");
  command.add_flag("--no-assets", given.no_assets, "Pages alone, without style sheets and scripts");
  seconds("--patience", asked.patience, "Seconds that a person waits for one answer");
  seconds("--settle", asked.settle, "Seconds from the last vote until all must be counted");
  command.add_option("--threads", asked.threads, "Threads of this process")
      ->capture_default_str()
      ->check(CLI::Range(1U, 256U));
  command.add_option("--seed", asked.seed, "Repeats a run's times and choices; otherwise drawn");
  command.add_option("--ca", given.authority, "A file of certificates (PEM) to trust instead of the machine's");
  command.add_option("--json", given.json,
                     "A file for the report as JSON; - is the standard output, without the table");
}

}  // namespace

int run_program(int argc, char** argv) {
  CLI::App app{about, "crowd"};
  app.set_version_flag("--version", std::string("crowd ") + SCRUTIN_VERSION);
  app.require_subcommand(1);
  options given;
  given.asked.threads = std::max(1U, std::thread::hardware_concurrency());
  given.asked.seed = std::random_device{}();

  auto& once = *app.add_subcommand("run", "One crowd, in a poll that you name");
  add_options(once, given);
  once.add_option("--poll", given.asked.poll.id, "The poll to vote in; its votes stay")->required();
  once.add_option("--share", given.share, "Which part this process is, of a crowd of several: 2/3")
      ->capture_default_str();

  auto& steps =
      *app.add_subcommand("rehearse", "Larger and larger crowds, in a poll of their own: how many people are held");
  add_options(steps, given);
  std::string own = "rehearsal";
  steps.add_option("--poll", own, "The poll to rehearse in")->capture_default_str();
  steps.add_option("--bound", given.bound, "Seconds within which 99 of 100 pages, votes and screens must come")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);

  auto& sum = *app.add_subcommand("merge", "Adds up the reports of several processes that were one crowd");
  sum.add_option("FILE", given.files, "What --json wrote, one a process")->required()->check(CLI::ExistingFile);
  sum.add_option("--json", given.json, "A file for the sum as JSON; - is the standard output, without the table");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  progress shown{::isatty(STDERR_FILENO) == 1};
  if (steps.parsed()) given.asked.poll.id = own;
  const auto ended = sum.parsed()     ? merge_all(given)
                     : steps.parsed() ? rehearse_all(given, shown)
                                      : run_once(given, shown);
  shown.end();
  if (ended) return *ended;
  std::fprintf(stderr, "crowd: %s\n", ended.error().what.c_str());
  return 2;
}

}  // namespace scrutin::crowd
