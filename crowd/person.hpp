#pragma once
// Somebody with a phone who comes, thinks, votes, and may vote once more.
#include "crowd/asio.hpp"
#include "crowd/scene.hpp"
#include "crowd/told_votes.hpp"

namespace scrutin::crowd {

/// What a person does is drawn from the plan's seed and its `number`. Ends when there is nothing left to do.
asio::awaitable<void> live(scene& in, unsigned number, told_votes& told);

}  // namespace scrutin::crowd
