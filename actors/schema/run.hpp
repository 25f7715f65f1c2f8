#pragma once
// Calls of sessions that wait for the answer.
#include <utility>

#include "actors/postgres/sql_exec.hpp"

namespace scrutin::actors::sql {

/// `run<renew_lease>(transaction, 3, token, lease)`: asks, and reads the answer. Throws what libpqxx throws.
template <class Call, class... Arguments>
auto run(pqxx::transaction_base& transaction, Arguments&&... arguments) {
  const auto asked = Call::ask(std::forward<Arguments>(arguments)...);
  return Call::read(to_rows(sql_exec(transaction, asked.sql, asked.parameters)));
}

/// The same of what answers nothing.
inline void run(pqxx::transaction_base& transaction, const statement& asked) {
  sql_exec(transaction, asked.sql, asked.parameters);
}

}  // namespace scrutin::actors::sql
