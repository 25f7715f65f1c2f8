#pragma once
// PostgreSQL, for commands that run once and may wait.
#include <exception>
#include <memory>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>

#include "actors/schema/schema.hpp"
#include "config/settings.hpp"

namespace scrutin::worker {

/// A connection to the settings' database, with no limit on a statement's time.
class database {
public:
  /// Throws std::runtime_error with a text for people: the server is away, it refuses us, or its tables are not of this
  /// worker's version.
  explicit database(const config::postgres& settings);

  /// Lets `use` work with the connection; what libpqxx throws comes out as std::runtime_error with a text for people.
  template <class F>
  auto with(F use) {
    try {
      return use(*connection_);
    } catch (const std::exception& e) {
      throw std::runtime_error(blame(e));
    }
  }

private:
  std::string blame(const std::exception& error) const {
    return "PostgreSQL at " + server_ + ": " + actors::gist(error);
  }

  std::string server_;
  std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace scrutin::worker
