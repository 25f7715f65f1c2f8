#pragma once
// Statements with text parameters, and their rows as text. The one place that knows how libpqxx 6.4, 7.x and 7.10
// differ.
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "actors/postgres/messages.hpp"

namespace scrutin::actors {

/// Runs `sql` with text parameters; a missing one is NULL. Throws what libpqxx throws.
inline pqxx::result sql_exec(pqxx::transaction_base& transaction, const std::string& sql,
                             const std::vector<std::optional<std::string>>& parameters) {
#if PQXX_VERSION_MAJOR >= 7
  pqxx::params packed;
  for (const auto& parameter : parameters) {
    if (parameter) {
      packed.append(pqxx::zview{*parameter});  // no copy, and no false alarm of g++ 14 about an uninitialized one
    } else {
      packed.append();
    }
  }
#if PQXX_VERSION_MAJOR > 7 || PQXX_VERSION_MINOR >= 10
  return transaction.exec(pqxx::zview{sql}, packed);
#else
  return transaction.exec_params(pqxx::zview{sql}, packed);
#endif
#else
  std::vector<const char*> packed;
  packed.reserve(parameters.size());
  for (const auto& parameter : parameters) packed.push_back(parameter ? parameter->c_str() : nullptr);
  return transaction.exec_params(sql, pqxx::prepare::make_dynamic_params(packed));
#endif
}

/// What was found, as actors hand it on.
inline rows to_rows(const pqxx::result& found) {
  rows all;
  all.values.reserve(static_cast<std::size_t>(found.size()));
  for (const auto& row : found) {
    auto& values = all.values.emplace_back();
    for (const auto& field : row) {
      values.push_back(field.is_null() ? std::nullopt : std::optional<std::string>(field.c_str()));
    }
  }
  return all;
}

}  // namespace scrutin::actors
