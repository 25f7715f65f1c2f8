#include "actors/live/tally_json.hpp"

#include <boost/json/array.hpp>
#include <optional>
#include <utility>

namespace scrutin::actors {

namespace {

namespace json = boost::json;

json::value moment_or_null(const std::optional<config::moment>& when) {
  if (!when) return nullptr;
  return json::string(config::to_string(*when));
}

json::array to_json(const std::vector<option_tally>& options) {
  json::array all;
  for (const auto& option : options) {
    all.push_back(json::object{{"id", option.id}, {"votes", option.votes}, {"share", to_percent(option.share)}});
  }
  return all;
}

}  // namespace

json::object to_json(const config::poll& poll, const poll_standing& standing, bool live, const tally* counted) {
  json::object members{{"poll", poll.id},
                       {"edition", standing.edition()},
                       {"live", live},
                       {"phase", config::to_string(standing.phase())},
                       {"opens", moment_or_null(poll.opens)},
                       {"closes", moment_or_null(poll.closes)},
                       {"results", config::to_string(poll.results)},
                       {"public", counted != nullptr},
                       {"viewers", standing.viewers()},
                       {"multiple", poll.max > 1}};
  if (counted != nullptr) {
    members["voters"] = counted->voters;
    members["total"] = counted->total;
    members["options"] = to_json(counted->options);
  }
  return members;
}

json::object to_json(const timeline& over_time) {
  json::array points;
  points.reserve(over_time.points.size());
  for (const auto& [at, n] : over_time.points) points.push_back(json::array{at, n});
  return {{"step", over_time.step}, {"points", std::move(points)}};
}

}  // namespace scrutin::actors
