#include "vote/objection.hpp"

#include <boost/throw_exception.hpp>
#include <stdexcept>
#include <string>

namespace scrutin::vote {

namespace {

using http::status;

struct described {
  objection why;
  std::string_view name;
  http::status answer;
  std::string_view text;
};

constexpr described table[] = {
    {objection::cross_site, "cross-site", status::forbidden, "error.cross_site"},
    {objection::form, "form", status::bad_request, "error.unknown_option"},
    {objection::scheduled, "scheduled", status::forbidden, "error.scheduled"},
    {objection::closed, "closed", status::forbidden, "error.closed"},
    {objection::unqueued, "unqueued", status::forbidden, "error.unqueued"},
    {objection::missing, "missing", status::bad_request, "error.missing_vote"},
    {objection::several, "several", status::bad_request, "error.several_votes"},
    {objection::unknown, "unknown", status::bad_request, "error.unknown_option"},
    {objection::doubled, "doubled", status::bad_request, "error.doubled_option"},
    {objection::too_few, "too-few", status::bad_request, "error.too_few"},
    {objection::too_many, "too-many", status::bad_request, "error.too_many"},
    {objection::final, "final", status::conflict, "error.final"},
    {objection::key, "key", status::bad_request, "error.key"},
    {objection::key_reused, "key-reused", status::conflict, "error.key_reused"},
    {objection::no_code, "no-code", status::forbidden, "error.no_code"},
    {objection::wrong_code, "wrong-code", status::forbidden, "error.wrong_code"},
    {objection::guessing, "guessing", status::too_many_requests, "error.guessing"},
    {objection::paced, "paced", status::too_many_requests, "error.paced"},
};

const described& row_of(objection why) {
  for (const auto& row : table) {
    if (row.why == why) return row;
  }
  return table[0];
}

}  // namespace

std::string_view to_string(objection why) { return row_of(why).name; }

http::status status_of(objection why) { return row_of(why).answer; }

std::string_view text_of(objection why) { return row_of(why).text; }

void throw_exception_from_error(const objection& why, const boost::source_location& where) {
  boost::throw_with_location(std::runtime_error(std::string(to_string(why))), where);
}

}  // namespace scrutin::vote
