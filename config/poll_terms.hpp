#pragma once
// What the terms of a poll must be like together: how many options a vote names, from when to when, and who sees the
// results.
#include <set>
#include <string>

#include "config/poll.hpp"
#include "config/toml_notes.hpp"

namespace scrutin::config {

/// Notes what is wrong with `read`, which was read from the table `from` of that name, "poll[0]", but for the keys in
/// `wrong`: of those it was said already.
void check_terms(const poll& read, const toml::table& from, const std::string& name, const std::set<std::string>& wrong,
                 toml_notes& notes);

}  // namespace scrutin::config
