#include "actors/postgres/sqlstate.hpp"

namespace scrutin::actors {

sql_fault fault_of(std::string_view sqlstate) {
  if (sqlstate == "40001" || sqlstate == "40P01" || sqlstate == "23505") return sql_fault::conflict;
  const auto of_class = sqlstate.substr(0, 2);
  if (of_class == "22" || of_class == "23") return sql_fault::data;
  // 54000 is said of an over-long key, and of a database that takes nothing for fear of a wraparound.
  if (of_class == "54" || sqlstate == "53200" || sqlstate == "57014") return sql_fault::size;
  return sql_fault::condition;
}

}  // namespace scrutin::actors
