#include "crowd/survey.hpp"

#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>

#include "crowd/connection.hpp"
#include "crowd/json.hpp"

namespace scrutin::crowd {

namespace {

namespace json = boost::json;

// What to write into the settings for a poll that a crowd can have to itself.
std::string poll_to_write(const std::string& id) {
  return "[[poll]]\nid = \"" + id +
         "\"\nlisted = false\nquestion = \"Do all votes arrive?\"\n"
         "options = [{ id = \"a\", label = \"Yes\" }, { id = \"b\", label = \"No\" }]\n";
}

expected<json::object> ask_json(const site& to, asio::ssl::context& trust, const std::string& path,
                                plan::seconds patience, const std::string& missing) {
  const question what{"GET", path, "Accept: application/json\r\n"};
  const auto said = ask_once(to, trust, what, to_duration(patience));
  const auto where = to.address() + path;
  if (!said) return mishap{where + ": " + said.error().what};
  if (said->status == 404) return mishap{where + " answered 404: " + missing};
  if (said->status != 200) return mishap{where + " answered " + std::to_string(said->status)};
  auto object = read_object(said->body);
  if (object.empty()) return mishap{where + " answered with something else than JSON"};
  return object;
}

expected<asked_poll> read_poll(const json::object& from, const site& at) try {
  asked_poll poll;
  poll.id = text_at(from, "id");
  const auto wrong = [&](const std::string& why) {
    return mishap{"the poll \"" + poll.id + "\" of " + at.address() + " " + why};
  };
  if (text_at(from, "phase") != "open")
    return wrong("is not open now: its phase is \"" + text_at(from, "phase") + "\"");
  const auto integrity = text_at(from, "integrity");
  if (integrity != "open") {
    return wrong("has integrity = \"" + integrity +
                 "\", so it would refuse most of a crowd; take one that has \"open\"");
  }
  for (const auto& option : from.at("options").as_array()) poll.options.push_back(text_at(option.as_object(), "id"));
  poll.min = from.at("min").to_number<unsigned>();
  poll.change = from.at("change").as_bool();
  if (poll.options.empty() || poll.min < 1) return wrong("has no options");
  return poll;
} catch (const std::exception& e) {
  return mishap{at.address() + " describes the poll in a way that is not known here: " + e.what()};
}

// `href="/votes/vote.1a2b.css"` and `src="..."`, without what stands before the site's own paths.
std::vector<std::string> assets_of(const std::string& page, const std::string& prefix) {
  std::vector<std::string> all;
  for (const std::string_view attribute : {" href=\"", " src=\""}) {
    for (auto at = page.find(attribute); at != page.npos; at = page.find(attribute, at + 1)) {
      const auto begin = at + attribute.size();
      auto path = page.substr(begin, page.find('"', begin) - begin);
      if (!path.starts_with(prefix + "/") || !(path.ends_with(".css") || path.ends_with(".js"))) continue;
      all.push_back(path.substr(prefix.size()));
    }
  }
  return all;
}

}  // namespace

expected<void> survey(plan& asked, asio::ssl::context& trust) {
  if (auto found = asked.vote.look_up(); !found) return found.error();
  const auto path = "/api/polls/" + asked.poll.id;
  const auto described = ask_json(
      asked.vote, trust, path, asked.patience,
      "there is no such poll; write it behind the others into the settings of vote, worker and result, and reload "
      "them (SIGHUP):\n\n" +
          poll_to_write(asked.poll.id));
  if (!described) return described.error();
  auto poll = read_poll(*described, asked.vote);
  if (!poll) return poll.error();
  asked.poll = *std::move(poll);

  if (asked.result.host.empty()) {
    auto address = text_at(*described, "results_url");
    const auto page = address.rfind("/polls/");
    if (page == address.npos) {
      return mishap{asked.vote.address() + " does not say where the results are; name that by --results"};
    }
    auto result = site::parse(address.erase(page));
    if (!result) return result.error();
    asked.result = *std::move(result);
  }
  if (auto found = asked.result.look_up(); !found) return found.error();

  const question page{"GET", "/polls/" + asked.poll.id, "Accept: text/html\r\n"};
  const auto said = ask_once(asked.vote, trust, page, to_duration(asked.patience));
  if (!said) return mishap{asked.vote.address() + page.path + ": " + said.error().what};
  asked.assets = assets_of(said->body, asked.vote.prefix);
  return {};
}

expected<std::optional<tally>> read_tally(const plan& asked, asio::ssl::context& trust) try {
  const auto told = ask_json(asked.result, trust, "/api/polls/" + asked.poll.id + "/results", asked.patience,
                             "the settings of result name no such poll");
  if (!told) return told.error();
  if (told->if_contains("voters") == nullptr) return std::optional<tally>{};
  tally found;
  found.sequence = told->at("sequence").to_number<std::uint64_t>();
  found.voters = told->at("voters").to_number<std::uint64_t>();
  for (const auto& one : told->at("options").as_array()) {
    found.votes[text_at(one.as_object(), "id")] = one.at("votes").to_number<std::int64_t>();
  }
  return std::optional(std::move(found));
} catch (const std::exception& e) {
  return mishap{asked.result.address() + " tells the results in a way that is not known here: " + e.what()};
}

}  // namespace scrutin::crowd
