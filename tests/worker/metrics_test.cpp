// docs/metrics.md tells of the metrics that each process really has.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/postgres_server.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/service.hpp"
#include "tests/support/text_of.hpp"

namespace scrutin {
namespace {

/// What a process says of one name in Prometheus' text format.
struct family {
  std::string help;
  std::string type;
  std::set<std::string> labels;
  std::vector<std::string> processes;
};

using families = std::map<std::string, family>;

/// The names of the labels of a sample: `name{listener="public",le="0.1"} 3`.
std::set<std::string> labels_of(const std::string& sample) {
  std::set<std::string> names;
  auto at = sample.find('{');
  while (at != std::string::npos) {
    const auto equals = sample.find("=\"", at);
    if (equals == std::string::npos) break;
    const auto name = sample.substr(at + 1, equals - at - 1);
    if (name != "le") names.insert(name);  // the buckets of a histogram
    at = sample.find(',', equals);
  }
  return names;
}

void add(families& all, const std::string& process, const std::string& metrics) {
  std::istringstream lines{metrics};
  std::string line;
  std::string current;
  while (std::getline(lines, line)) {
    std::istringstream words{line};
    std::string hash;
    std::string what;
    if (!line.starts_with('#')) {
      all[current].labels.merge(labels_of(line));
      continue;
    }
    words >> hash >> what >> current;
    std::string rest;
    std::getline(words >> std::ws, rest);
    if (what == "TYPE") {
      all[current].type = rest;
      continue;
    }
    EXPECT_TRUE(all[current].help.empty() || all[current].help == rest) << current << " means two things";
    all[current].help = rest;
    all[current].processes.push_back(process);
  }
}

template <class Words>
std::string listed(const Words& words, const std::string& mark) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + mark + word + mark;
  return text;
}

std::string table_of(const families& all) {
  std::string text = "| Metric | Of | Type | Labels | Meaning |\n|---|---|---|---|---|\n";
  for (const auto& [name, one] : all) {
    text += "| `" + name + "` | " + listed(one.processes, "") + " | " + one.type + " | " + listed(one.labels, "`") +
            " | " + one.help + " |\n";
  }
  return text;
}

TEST(Metrics, AreThoseOfTheDocument) {
  const test::redis_server redis;
  const auto database = test::postgres_server::shared().create_database();
  families all;
  const test::service::variables servers{{"SCRUTIN_REDIS_URL", redis.url()}, {"SCRUTIN_POSTGRES_URL", database}};
  test::service first{"worker", servers};  // makes the tables, without which result is not ready
  ASSERT_TRUE(first.becomes_ready()) << first.process().log_tail();
  for (const std::string name : {"vote", "result", "worker"}) {
    test::service process{name, servers};
    ASSERT_TRUE(process.becomes_ready()) << process.process().log_tail();
    add(all, name, test::ask(process.admin(), "GET", "/metrics").body);
  }
  const auto document = test::text_of(SCRUTIN_ROOT "/docs/metrics.md");
  const auto table = table_of(all);
  EXPECT_TRUE(document.ends_with("\n\n" + table)) << "docs/metrics.md must end with this table:\n" << table;
}

}  // namespace
}  // namespace scrutin
