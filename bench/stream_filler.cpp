#include "bench/stream_filler.hpp"

#include <hiredis/hiredis.h>
#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

namespace scrutin::bench {

void fill_streams(const test::redis_server& redis, const std::vector<actors::ballot>& ballots) {
  const std::unique_ptr<redisContext, decltype(&redisFree)> context{redisConnect("127.0.0.1", redis.port()),
                                                                    &redisFree};
  if (!context || context->err != 0) throw std::runtime_error("Redis is not there");
  constexpr std::size_t at_once = 1000;
  for (std::size_t i = 0; i < ballots.size(); i += at_once) {
    const auto end = std::min(ballots.size(), i + at_once);
    for (auto j = i; j < end; ++j) {
      const auto stream = actors::stream_name(actors::partition_of(ballots[j].voter, 4));
      const auto command = actors::to_command(ballots[j], stream);
      redisAppendFormattedCommand(context.get(), command.wire().data(), command.wire().size());
    }
    for (auto j = i; j < end; ++j) {
      void* reply = nullptr;
      if (redisGetReply(context.get(), &reply) != REDIS_OK) throw std::runtime_error("Redis took no vote");
      freeReplyObject(reply);
    }
  }
}

void copy_lines(pqxx::connection& connection, const std::string& sql, const std::string& lines) {
  const std::string where =
      "host=127.0.0.1 user=postgres port=" + std::string(connection.port()) + " dbname=" + connection.dbname();
  const std::unique_ptr<PGconn, decltype(&PQfinish)> plain{PQconnectdb(where.c_str()), &PQfinish};
  const std::unique_ptr<PGresult, decltype(&PQclear)> began{PQexec(plain.get(), sql.c_str()), &PQclear};
  if (PQresultStatus(began.get()) != PGRES_COPY_IN) throw std::runtime_error(PQerrorMessage(plain.get()));
  for (std::size_t at = 0; at < lines.size(); at += 65536) {
    const auto size = std::min<std::size_t>(65536, lines.size() - at);
    PQputCopyData(plain.get(), lines.data() + at, static_cast<int>(size));
  }
  PQputCopyEnd(plain.get(), nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> ended{PQgetResult(plain.get()), &PQclear};
  if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(plain.get()));
}

}  // namespace scrutin::bench
