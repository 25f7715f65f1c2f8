#include "result/result_page.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace scrutin::result {

http::response result_page(const http::page_set& pages, const http::request& asked, const config::poll& poll,
                           const actors::tally_snapshot& snapshot, bool among_others) {
  const auto language = pages.language_of(asked);
  const auto& texts = pages.texts(language);
  const auto& counted = snapshot.tallies.at(poll.id);
  const auto most = std::ranges::max(counted.options, {}, &actors::option_tally::votes).votes;
  const bool leads = std::ranges::count(counted.options, most, &actors::option_tally::votes) == 1;

  kainjow::mustache::data options{kainjow::mustache::data::type::list};
  for (const auto& option : counted.options) {
    const auto share = actors::to_percent(option.share);
    http::page_context row;
    row.set("id", option.id);
    row.set("label", std::string(poll.find(option.id)->label.in(language)));
    row.set("share", share);
    row.set("percent", texts.percent(share));
    row.set("votes", texts.count("result.option", static_cast<std::uint64_t>(option.votes)));
    row.set("leading", leads && option.votes == most);
    options.push_back(row);
  }
  http::page_context context;
  context.set("question", std::string(poll.question.in(language)));
  context.set("socket", "/ws?poll=" + poll.id);
  context.set("stale", !snapshot.live);
  context.set("total", texts.count("result.votes", static_cast<std::uint64_t>(counted.total)));
  context.set("empty", counted.total == 0);
  context.set("duel", counted.options.size() == 2);
  context.set("options", options);
  if (among_others) context.set("polls_url", "/polls");
  return pages.page(asked, http::status::ok, "result", std::move(context));
}

}  // namespace scrutin::result
