#include "config/poll_terms.hpp"

#include "config/poll_rules.hpp"

namespace scrutin::config {

void check_terms(const poll& read, const toml::table& from, const std::string& name, const std::set<std::string>& wrong,
                 toml_notes& notes) {
  const auto note = [&](const std::string& key, const std::string& what) {
    notes.note(from.get(key)->source(), name + '.' + key + ' ' + what);
  };
  const auto options = read.options.size();
  if (!wrong.contains("max") && options >= least_options && read.max > options) {
    note("max", "is " + std::to_string(read.max) + ", but the poll has " + std::to_string(options) + " options");
  }
  if (!wrong.contains("min") && !wrong.contains("max") && read.min > read.max) {
    note("min", "is " + std::to_string(read.min) + ", but max is " + std::to_string(read.max) +
                    (from.contains("max") ? "" : " where it is left out; write max too"));
  }
  if (read.opens && read.closes && *read.closes <= *read.opens) {
    note("closes",
         "is " + to_string(*read.closes) + ", which is not after opens, " + to_string(*read.opens) + " (both in UTC)");
  }
  if (read.results == publication::after_close && !from.contains("closes")) {
    note("results", "is \"after-close\", but the poll has no closes; write it too, or results = \"hidden\"");
  }
}

}  // namespace scrutin::config
