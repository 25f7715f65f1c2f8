#include "config/conventions.hpp"

#include <gtest/gtest.h>

namespace scrutin::config {
namespace {

struct read {
  loaded config;
  complaints wrong;

  explicit read(const std::map<std::string, std::string>& variables,
                const std::vector<std::string>& sections = {"vote", "redis"}, settings before = {}) {
    config.values = std::move(before);
    wrong = read_conventions(variables, sections, config);
  }
};

const std::vector<std::string> of_worker{"worker", "redis", "postgres"};

TEST(Conventions, ChangeNothingWhereThereAreNone) {
  const read none{{{"PATH", "/bin"}, {"REDIS_HOST", ""}}};
  EXPECT_EQ(none.config.values, settings());
  EXPECT_TRUE(none.config.notes.empty());
}

TEST(Conventions, TellWhereRedisIs) {
  const read host{{{"REDIS_HOST", "cache"}}};
  EXPECT_EQ(host.config.values.redis.url, "redis://cache:6379/0");
  EXPECT_EQ(host.config.source("redis.url"), "environment REDIS_HOST");
  const read all{{{"REDIS_HOST", "::1"},
                  {"REDIS_PORT", "7000"},
                  {"REDIS_USERNAME", "me"},
                  {"REDIS_PASSWORD", "p@ss/word"},
                  {"REDIS_DB", "3"}}};
  EXPECT_EQ(all.config.values.redis.url, "redis://me:p%40ss%2Fword@[::1]:7000/3");
  EXPECT_TRUE(all.wrong.empty());
  EXPECT_EQ((read{{{"REDIS_URL", "redis://there/1"}, {"REDIS_HOST", "here"}}}.config.values.redis.url),
            "redis://there/1");
}

TEST(Conventions, LeaveNothingOfASocket) {
  settings before;
  before.redis.url = "unix:///run/redis.sock?db=3";
  const read host{{{"REDIS_HOST", "cache"}}, {"vote", "redis"}, before};
  EXPECT_TRUE(host.wrong.empty());
  EXPECT_EQ(host.config.values.redis.url, "redis://cache:6379/0");
}

TEST(Conventions, TellWherePostgresIs) {
  settings before;
  before.postgres.url = "postgresql://me:old@here:1/there?sslmode=require";
  const read host{{{"POSTGRES_HOST", "db"}, {"POSTGRES_PASSWORD", "n&w"}}, of_worker, before};
  EXPECT_EQ(host.config.values.postgres.url, "postgresql://me:n%26w@db:1/there?sslmode=require");
  const read all{{{"PGHOST", "h"}, {"PGPORT", "2"}, {"PGUSER", "u"}, {"PGPASSWORD", "p"}, {"PGDATABASE", "d"}},
                 of_worker};
  EXPECT_EQ(all.config.values.postgres.url, "postgresql://u:p@h:2/d");
  EXPECT_EQ((read{{{"DATABASE_URL", "postgres://u@h/d"}}, of_worker}.config.values.postgres.url), "postgres://u@h/d");
}

TEST(Conventions, TellThePort) {
  EXPECT_EQ((read{{{"PORT", "3000"}}}.config.values.vote.listen), (endpoint{"::", 3000}));
  EXPECT_EQ((read{{{"PORT", "3000"}}, {"result", "postgres"}}.config.values.result.listen), (endpoint{"::", 3000}));
  EXPECT_EQ((read{{{"PORT", "3000"}}, of_worker}.config.values), settings());
  const read wrong{{{"PORT", "http"}}};
  ASSERT_EQ(wrong.wrong.size(), 1U);
  EXPECT_EQ(wrong.wrong[0].source, "PORT");
}

TEST(Conventions, SayNothingWhereOurOwnVariablesDo) {
  EXPECT_EQ((read{{{"REDIS_HOST", "cache"}, {"SCRUTIN_REDIS_URL", "redis://ours"}}}.config.values), settings());
  EXPECT_EQ((read{{{"PORT", "3000"}, {"SCRUTIN_VOTE_LISTEN", ":1"}}}.config.values), settings());
  const read secret{{{"REDIS_HOST", "cache"}, {"REDIS_PASSWORD", "theirs"}, {"SCRUTIN_REDIS_PASSWORD_FILE", "/ours"}}};
  EXPECT_EQ(secret.config.values.redis.url, "redis://cache:6379/0");
}

TEST(Conventions, SayNothingToWhomTheyDoNotConcern) {
  EXPECT_EQ((read{{{"POSTGRES_HOST", "db"}}}.config.values), settings());
  EXPECT_EQ((read{{{"REDIS_HOST", "cache"}}, {"result", "postgres"}}.config.values), settings());
}

// A service named redis, or db, in the same namespace.
TEST(Conventions, AreNotWhatKubernetesSets) {
  const read theirs{{{"REDIS_PORT", "tcp://10.0.0.1:6379"},
                     {"REDIS_SERVICE_HOST", "10.0.0.1"},
                     {"REDIS_SERVICE_PORT", "6379"},
                     {"REDIS_PORT_6379_TCP_ADDR", "10.0.0.1"},
                     {"DB_PORT", "tcp://10.0.0.2:5432"},
                     {"DB_SERVICE_HOST", "10.0.0.2"}},
                    of_worker};
  EXPECT_EQ(theirs.config.values, settings());
  EXPECT_TRUE(theirs.config.notes.empty());
}

TEST(Conventions, AreNamedWhereTheyAreNotKnown) {
  const read unknown{{{"REDIS_HOSTNAME", "cache"}, {"DB_ENGINE", "mysql"}, {"POSTGRES_USER", "u"}}, of_worker};
  ASSERT_EQ(unknown.config.notes.size(), 2U);
  EXPECT_EQ(unknown.config.notes[0],
            "the environment's REDIS_HOSTNAME says nothing to this program; --help lists what does");
}

}  // namespace
}  // namespace scrutin::config
