#pragma once
// Follows one vote at a time from "recorded" to its receipt's "counted".
#include "crowd/asio.hpp"
#include "crowd/scene.hpp"

namespace scrutin::crowd {

/// Takes the scene's probe as often as there is one. Runs until its loop ends.
asio::awaitable<void> probe(scene& in);

}  // namespace scrutin::crowd
