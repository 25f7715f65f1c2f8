// Entries of the streams: what is a ballot is one within the limits of ballots.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "actors/ballots/ballot.hpp"
#include "tests/fuzz/bounded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrutin::actors;
  redis_value::list fields;
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (!rest.empty()) {
    const auto word = rest.substr(0, rest.find('\n'));
    fields.push_back({std::string(word)});
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  const redis_value entry{std::move(fields)};
  return scrutin::fuzz::bounded(size, [&] {
    const auto vote = to_ballot(entry);
    if (vote && (!is_plain(vote->poll) || !is_plain(vote->voter) || !is_plain_choice(vote->choice))) std::abort();
  });
}
