#include "vote/poll_json.hpp"

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <utility>

#include "config/poll_keys.hpp"

namespace scrutin::vote {

namespace {

namespace json = boost::json;

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

json::value moment_or_null(const std::optional<config::moment>& when) {
  return when ? json::value(config::to_string(*when)) : json::value(nullptr);
}

}  // namespace

json::object to_json(const config::poll& poll, std::string_view language, const result_link& links,
                     std::chrono::system_clock::time_point now) {
  json::array options;
  for (const auto& option : poll.options) {
    if (option.retired) continue;
    json::object row{{"id", option.id}, {"label", option.label.in(language)}};
    for (const auto& [key, value] : config::look_of(option)) {
      row.emplace(key, value.empty() ? json::value(nullptr) : json::value(value));
    }
    options.push_back(std::move(row));
  }
  json::array languages;
  for (const auto one : config::languages_of(poll)) languages.push_back(json::value(one));
  return {
      {"id", poll.id},
      {"question", poll.question.in(language)},
      {"language", language.empty() ? json::value(nullptr) : json::value(language)},
      {"languages", std::move(languages)},
      {"phase", config::to_string(config::phase_of(poll, now))},
      {"opens", moment_or_null(poll.opens)},
      {"closes", moment_or_null(poll.closes)},
      {"now", config::to_string(std::chrono::floor<std::chrono::milliseconds>(now))},
      {"min", poll.min},
      {"max", poll.max},
      {"change", poll.change},
      {"integrity", config::to_string(poll.integrity)},
      {"results", config::to_string(poll.results)},
      {"results_url", text_or_null(links.results(poll, nullptr))},
      {"options", std::move(options)},
  };
}

json::object to_json(const config::poll& poll, const choice& chosen, const actors::uid& receipt,
                     std::string_view language, const result_link& links, bool cookies, std::string_view page) {
  json::array choices;
  json::array labels;
  for (const auto* option : chosen.options) {
    choices.push_back(json::value(option->id));
    labels.push_back(json::value(option->label.in(language)));
  }
  return {
      {"recorded", true},
      {"poll", poll.id},
      {"choice", chosen.ids()},
      {"choices", std::move(choices)},
      {"labels", std::move(labels)},
      {"receipt", receipt.to_string()},
      {"receipt_url", text_or_null(links.receipt(receipt))},
      {"results_url", text_or_null(links.results(poll, &receipt))},
      {"cookies", cookies},
      {"page", page},
  };
}

}  // namespace scrutin::vote
