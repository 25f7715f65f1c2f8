#pragma once
// What a form chooses.
#include <array>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/poll.hpp"
#include "http/form.hpp"

namespace scrutin::vote {

/// Options of one poll, in the poll's order; never empty. Valid as long as the poll.
struct choice {
  std::vector<const config::option*> options;

  /// As ballots carry it: "a,c".
  std::string ids() const;

  /// As people read it: "Cats, Dogs".
  std::string labels(std::string_view language) const;

  bool holds(const config::option& option) const;
};

/// Why a vote is refused, as metrics and problems name it.
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
};

inline constexpr std::array all_objections{
    objection::cross_site, objection::form,    objection::scheduled, objection::closed,    objection::unqueued,
    objection::missing,    objection::several, objection::unknown,   objection::doubled,   objection::too_few,
    objection::too_many,   objection::final,   objection::key,       objection::key_reused};

/// "too-few"
std::string_view to_string(objection why);

/// What value() throws where there is none: a std::runtime_error with that name.
[[noreturn]] void throw_exception_from_error(const objection& why, const boost::source_location& where);

/// The choice that a form names: one field `vote` for each option, in any order. Fields of other names mean nothing.
boost::system::result<choice, objection> read_choice(const http::form& form, const config::poll& poll);

/// The choice that was kept as `ids`; without the options that the poll has no more. Nothing where none is left.
choice kept_choice(std::string_view ids, const config::poll& poll);

}  // namespace scrutin::vote
