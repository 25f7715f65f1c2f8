#pragma once
// The colours that a poll's settings give to its options.
#include <string>
#include <string_view>

#include "config/poll.hpp"

namespace scrutin::vote {

/// A style sheet of a rule `.oN{--c:#19f;--on:#000}` for each option that has a colour, N counting from 1: the colour,
/// and black or white on it, whichever is read better (their contrast is 4.58 at least). Empty where no option has one.
std::string option_colours(const config::poll& poll);

/// The content security policy of a page that carries `style` in itself: the usual one, and leave for those very bytes.
std::string policy_with(std::string_view style);

}  // namespace scrutin::vote
