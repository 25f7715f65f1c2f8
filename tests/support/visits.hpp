#pragma once
// Clients that come and go.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace scrutin::test {

/// How a client behaves once it is connected.
enum class visit : std::uint8_t {
  websocket,           ///< upgrades, hears the first message, and closes the connection
  websocket_farewell,  ///< the same, with the closing handshake
  event_stream,        ///< hears the first event, and closes the connection
  page,                ///< asks for the page twice on one connection, and closes it
  at_once,             ///< says nothing
  cut,                 ///< sends half a request, and resets the connection
  silent,              ///< sends half a request and no more, until the server gives it up
};

const char* to_string(visit how);

/// That many of them, some at the same time; returns when all have gone. Throws std::runtime_error where a server does
/// not answer as it should.
void come_and_go(std::uint16_t port, visit how, std::size_t many);

/// That many votes for `a`, each of a new voter, by connections that stay open.
void cast_votes(std::uint16_t port, std::size_t many);

/// A metric, whatever its labels: the sum. `name{listener="public"}` is one of them. Throws std::runtime_error where
/// there is none.
double metric(std::uint16_t admin, const std::string& name);

/// How many visits a test of growth makes: 2,000, or what the environment variable TEST_VISITS says.
std::size_t visits();

/// By how many bytes the process grows a visit: `work` is given how many to make, first some of them so that all
/// that is made once is there. Waits before each look until no connection is open.
double growth(std::uint16_t admin, std::size_t many, const std::function<void(std::size_t)>& work);

}  // namespace scrutin::test
