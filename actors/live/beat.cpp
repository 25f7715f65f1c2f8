#include "actors/live/beat.hpp"

#include "config/moment.hpp"

namespace scrutin::actors {

beat::beat(std::chrono::system_clock::time_point now)
    : text_(R"({"type":"beat","now":")" + config::to_string(std::chrono::floor<std::chrono::milliseconds>(now)) +
            "\"}") {}

}  // namespace scrutin::actors
