#pragma once
// What a form chooses.
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/poll.hpp"
#include "http/form.hpp"
#include "vote/objection.hpp"

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

/// The choice that a form names: one field `vote` for each option, in any order. Fields of other names mean nothing.
boost::system::result<choice, objection> read_choice(const http::form& form, const config::poll& poll);

/// The choice that was kept as `ids`; without the options that the poll has no more. Nothing where none is left.
choice kept_choice(std::string_view ids, const config::poll& poll);

}  // namespace scrutin::vote
