#include "config/moment_reader.hpp"

#include "config/expected.hpp"

namespace scrutin::config {
namespace {

constexpr unsigned first_year = 2000;
constexpr unsigned last_year = 2199;

/// As if it were written in UTC.
moment in_utc(const toml::date& date, const toml::time& time) {
  using namespace std::chrono;
  const sys_days midnight = year{date.year} / date.month / date.day;
  return midnight + hours{time.hour} + minutes{time.minute} + seconds{time.second} +
         floor<milliseconds>(nanoseconds{time.nanosecond});
}

/// "2026-06-01T18:00:00+02:00, or 2026-06-01T18:00:00Z for UTC": two ways to complete what was written.
std::string completed(const toml::date& date, const toml::time& time) {
  const auto utc = to_string(in_utc(date, time));
  return utc.substr(0, utc.size() - 1) + "+02:00, or " + utc + " for UTC";
}

expected<moment> moment_at(const toml::node& from) {
  if (const auto* both = from.as_date_time()) {
    const auto& [date, time, offset] = both->get();
    if (!offset)
      return complaint::that("has no offset from UTC; write it behind the time, as " + completed(date, time));
    if (date.year >= first_year && date.year <= last_year)
      return in_utc(date, time) - std::chrono::minutes{offset->minutes};
    return complaint::that("must be in the years " + std::to_string(first_year) + " to " + std::to_string(last_year) +
                           ", not in " + std::to_string(date.year) + "; leave it out where there is none");
  }
  if (const auto* date = from.as_date()) {
    return complaint::that("has no time of day and no offset from UTC; write both, as " +
                           completed(date->get(), toml::time{}));
  }
  const std::string wanted = "must be a date and a time with an offset from UTC, as 2026-06-01T18:00:00+02:00";
  if (from.is_time()) return complaint::that(wanted + ", not a time alone");
  return complaint::that(wanted + " without quotes, not " + name_of(from.type()));
}

}  // namespace

std::optional<moment> read_moment(const toml::node& from, const std::string& name, toml_notes& notes) {
  const auto read = moment_at(from);
  if (read) return *read;
  notes.note(from.source(), name + ' ' + read.error().what);
  return std::nullopt;
}

}  // namespace scrutin::config
