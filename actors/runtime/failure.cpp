#include "actors/runtime/failure.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

namespace scrutin::actors {

namespace {

constexpr auto category = caf::atom("failure");

const char* name(failure code) {
  switch (code) {
    case failure::none:
      return "no failure";
    case failure::unavailable:
      return "unavailable";
    case failure::unconfirmed:
      return "unconfirmed";
    case failure::refused:
      return "refused";
    case failure::unentitled:
      return "unentitled";
    case failure::stopping:
      return "stopping";
  }
  return "unknown failure";
}

}  // namespace

caf::error make_error(failure code) { return {static_cast<std::uint8_t>(code), category}; }

caf::error make_error(failure code, std::string what) {
  return {static_cast<std::uint8_t>(code), category, caf::make_message(std::move(what))};
}

caf::error make_error(failure code, std::string what, std::string sqlstate) {
  return {static_cast<std::uint8_t>(code), category, caf::make_message(std::move(what), std::move(sqlstate))};
}

failure failure_of(const caf::error& error) {
  return error && error.category() == category ? static_cast<failure>(error.code()) : failure::none;
}

std::string sqlstate_of(const caf::error& error) {
  if (failure_of(error) == failure::none || !error.context().match_elements<std::string, std::string>()) return {};
  return error.context().get_as<std::string>(1);
}

std::string describe(const caf::error& error) {
  if (!error) return "no error";
  if (error.context().size() > 0 && error.context().match_element<std::string>(0))
    return error.context().get_as<std::string>(0);
  if (error.category() == category) return name(static_cast<failure>(error.code()));
  if (error.category() == caf::atom("system")) return caf::to_string(static_cast<caf::sec>(error.code()));
  if (error.category() == caf::atom("exit")) return caf::to_string(static_cast<caf::exit_reason>(error.code()));
  return caf::to_string(error.category()) + " " + std::to_string(error.code());
}

}  // namespace scrutin::actors
