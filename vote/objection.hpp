#pragma once
// Why a vote is refused.
#include <array>
#include <boost/assert/source_location.hpp>
#include <cstddef>
#include <string_view>

#include "http/message.hpp"

namespace scrutin::vote {

enum class objection {
  cross_site,  ///< sent by another site
  form,        ///< no form that can be read
  scheduled,   ///< the poll is not open yet
  closed,      ///< nor any more
  unqueued,    ///< votes go to the original sample's list, which is for another poll
  missing,     ///< no option
  several,     ///< more than one in a single choice
  unknown,     ///< no option of this poll
  doubled,     ///< one option twice
  too_few,
  too_many,
  final,       ///< another choice was made, and is final
  key,         ///< an Idempotency-Key that is none
  key_reused,  ///< one that names an earlier vote for something else
  no_code,     ///< each voter has a code, and none came
  wrong_code,  ///< it is not on the poll's roll
  guessing,    ///< too many wrong ones came from that address
  paced,       ///< too many new voters did
};

/// How one is told. One more has its member above, its row here, and its text in pages/lang.
struct objection_row {
  objection why;
  std::string_view name;  ///< for metrics and problems
  std::string_view text;  ///< of the catalogue; empty: who read the form says what is wrong with it
  http::status status;
};

inline constexpr std::array objections{
    objection_row{objection::cross_site, "cross-site", "error.cross_site", http::status::forbidden},
    objection_row{objection::form, "form", "", http::status::bad_request},
    objection_row{objection::scheduled, "scheduled", "error.scheduled", http::status::forbidden},
    objection_row{objection::closed, "closed", "error.closed", http::status::forbidden},
    objection_row{objection::unqueued, "unqueued", "error.unqueued", http::status::forbidden},
    objection_row{objection::missing, "missing", "error.missing_vote", http::status::bad_request},
    objection_row{objection::several, "several", "error.several_votes", http::status::bad_request},
    objection_row{objection::unknown, "unknown", "error.unknown_option", http::status::bad_request},
    objection_row{objection::doubled, "doubled", "error.doubled_option", http::status::bad_request},
    objection_row{objection::too_few, "too-few", "error.too_few", http::status::bad_request},
    objection_row{objection::too_many, "too-many", "error.too_many", http::status::bad_request},
    objection_row{objection::final, "final", "error.final", http::status::conflict},
    objection_row{objection::key, "key", "error.key", http::status::bad_request},
    objection_row{objection::key_reused, "key-reused", "error.key_reused", http::status::conflict},
    objection_row{objection::no_code, "no-code", "error.no_code", http::status::forbidden},
    objection_row{objection::wrong_code, "wrong-code", "error.wrong_code", http::status::forbidden},
    objection_row{objection::guessing, "guessing", "error.guessing", http::status::too_many_requests},
    objection_row{objection::paced, "paced", "error.paced", http::status::too_many_requests},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < objections.size(); ++i) {
        if (static_cast<std::size_t>(objections[i].why) != i) return false;
      }
      return true;
    }(),
    "the rows stand in the order of the members");

constexpr const objection_row& row_of(objection why) { return objections[static_cast<std::size_t>(why)]; }

/// What value() throws where there is none: a std::runtime_error with its name.
[[noreturn]] void throw_exception_from_error(const objection& why, const boost::source_location& where);

}  // namespace scrutin::vote
