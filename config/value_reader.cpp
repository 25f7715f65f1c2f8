#include "config/value_reader.hpp"

#include <algorithm>

#include "config/moment_reader.hpp"
#include "config/poll_rules.hpp"
#include "config/spelling.hpp"
#include "config/utf8.hpp"

namespace scrutin::config {

std::optional<unsigned> value_reader::count(range allowed) {
  const auto wanted = std::to_string(allowed.least) + " to " + std::to_string(allowed.most);
  const auto* number = from_.as_integer();
  if (number == nullptr) {
    note("must be an integer, " + wanted + ", not " + name_of(from_.type()));
    return std::nullopt;
  }
  if (number->get() < allowed.least || number->get() > allowed.most) {
    note("must be " + wanted + ", not " + std::to_string(number->get()));
    return std::nullopt;
  }
  return static_cast<unsigned>(number->get());
}

std::optional<bool> value_reader::truth() {
  if (const auto* value = from_.as_boolean()) return value->get();
  note("must be true or false, not " + name_of(from_.type()));
  return std::nullopt;
}

std::optional<std::string> value_reader::id() {
  return string([](std::string_view written) -> expected<void> {
    if (is_id(written)) return {};
    return complaint::that("must be 1 to " + std::to_string(longest_id) +
                           " of the characters a-z, 0-9, '_' and '-', not " + in_quotes(written));
  });
}

std::optional<std::string> value_reader::string(expected<void> (*check)(std::string_view)) {
  const auto* written = from_.as_string();
  if (written == nullptr) {
    note("must be a string, not " + name_of(from_.type()));
    return std::nullopt;
  }
  const auto good = check(written->get());
  if (good) return written->get();
  note(good.error().what);
  return std::nullopt;
}

std::optional<std::string> value_reader::choice(const std::vector<std::string>& among) {
  const auto* written = from_.as_string();
  if (written != nullptr && std::find(among.begin(), among.end(), written->get()) != among.end()) return written->get();
  const auto found =
      written == nullptr ? name_of(from_.type()) : in_quotes(written->get()) + did_you_mean(written->get(), among);
  note("must be " + one_of(among) + ", in quotes, not " + found);
  return std::nullopt;
}

std::optional<text> value_reader::words(std::size_t longest) { return around_.texts.read(from_, name_, longest); }

std::optional<moment> value_reader::time() { return read_moment(from_, name_, around_.notes); }

}  // namespace scrutin::config
