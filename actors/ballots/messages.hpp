#pragma once
// The contract of this room: it has no actors, but messages of others carry what it knows.
#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/ballots/ballot.hpp"
#include "actors/ballots/offer.hpp"
#include "actors/ballots/receipt.hpp"

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::ballot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::offer_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::uid)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(scrutin::actors::receipt)
