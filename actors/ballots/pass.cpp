#include "actors/ballots/pass.hpp"

#include "http/signature.hpp"

namespace scrutin::actors {

namespace {

auto step_of(pass_book::clock::time_point now) { return now.time_since_epoch() / pass_book::step; }

std::string pass_of(const http::hmac_sha256& key, std::string_view poll, decltype(step_of({})) step) {
  return http::signature(key, {"scrutin pass 1", poll, std::to_string(step)});
}

}  // namespace

std::string pass_book::issue(std::string_view poll, clock::time_point now) const {
  return pass_of(key_, poll, step_of(now));
}

bool pass_book::holds(std::string_view pass, std::string_view poll, clock::time_point now) const {
  if (pass.size() != http::signature_size) return false;
  for (auto step = step_of(now) + 1; step > step_of(now) - steps; --step) {
    if (http::is_signature(pass, pass_of(key_, poll, step))) return true;
  }
  return false;
}

std::string pass_book::hall() const { return http::signature(key_, {"scrutin hall 1"}); }

bool pass_book::opens_hall(std::string_view word) const { return http::is_signature(word, hall()); }

}  // namespace scrutin::actors
