#pragma once
// The one place that knows how libpqxx 6.4, 7.x and 7.10 differ.
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

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

}  // namespace scrutin::actors
