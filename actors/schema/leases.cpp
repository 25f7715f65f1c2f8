#include "actors/schema/leases.hpp"

#include "actors/schema/cells.hpp"
#include "actors/schema/version.hpp"

namespace scrutin::actors::sql {

statement acquire_lease::ask(unsigned partition, const std::string& holder, std::chrono::milliseconds lease) {
  return {"SELECT acquire_lease($1::int, $2, $3::bigint, " + std::to_string(schema_version) + ")",
          {std::to_string(partition), holder, std::to_string(lease.count())}};
}

std::int64_t acquire_lease::read(const rows& answer) { return integer_at(first_of(answer), 0); }

statement renew_lease::ask(unsigned partition, std::int64_t token, std::chrono::milliseconds lease) {
  return {"SELECT renew_lease($1::int, $2::bigint, $3::bigint)::int",
          {std::to_string(partition), std::to_string(token), std::to_string(lease.count())}};
}

bool renew_lease::read(const rows& answer) { return integer_at(first_of(answer), 0) != 0; }

statement release_lease::ask(unsigned partition, std::int64_t token) {
  return {"SELECT release_lease($1::int, $2::bigint)::int", {std::to_string(partition), std::to_string(token)}};
}

bool release_lease::read(const rows& answer) { return integer_at(first_of(answer), 0) != 0; }

statement lease_holder::ask(unsigned partition) {
  return {"SELECT holder FROM partitions WHERE p = $1::int", {std::to_string(partition)}};
}

std::string lease_holder::read(const rows& answer) { return text_at(first_of(answer), 0); }

}  // namespace scrutin::actors::sql
