#include "worker/all_offers.hpp"

#include <utility>
#include <vector>

#include "actors/ballots/keys.hpp"
#include "actors/postgres/sql_exec.hpp"

namespace scrutin::worker {

actors::known_offers read_offers(const config::poll_list& polls, redis_session& redis, database& postgres) {
  std::vector<actors::offer> heard;
  const auto texts = redis.ask({"HVALS", actors::offers_key});
  for (const auto& text : texts.items()) {
    if (auto read = actors::offer::parse(text.text())) heard.push_back(*std::move(read));
  }
  const auto asked = actors::offer_statement(polls, heard);
  return postgres.with([&](pqxx::connection& connection) {
    pqxx::nontransaction transaction{connection};
    return actors::to_known_offers(polls, actors::to_rows(actors::sql_exec(transaction, asked.sql, asked.parameters)));
  });
}

}  // namespace scrutin::worker
