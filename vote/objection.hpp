#pragma once
// Why a vote is refused.
#include <array>
#include <boost/assert/source_location.hpp>
#include <string_view>

#include "http/message.hpp"

namespace scrutin::vote {

/// As metrics and problems name it.
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

inline constexpr std::array all_objections{
    objection::cross_site, objection::form,     objection::scheduled, objection::closed,     objection::unqueued,
    objection::missing,    objection::several,  objection::unknown,   objection::doubled,    objection::too_few,
    objection::too_many,   objection::final,    objection::key,       objection::key_reused, objection::no_code,
    objection::wrong_code, objection::guessing, objection::paced};

/// "too-few"
std::string_view to_string(objection why);

/// The status of the answer, and the key of the sentence in it.
http::status status_of(objection why);
std::string_view text_of(objection why);

/// What value() throws where there is none: a std::runtime_error with that name.
[[noreturn]] void throw_exception_from_error(const objection& why, const boost::source_location& where);

}  // namespace scrutin::vote
