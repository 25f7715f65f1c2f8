#include "vote/vote_page.hpp"

#include "http/cookie.hpp"
#include "http/page.hpp"

namespace scrutin::vote {

std::string path_of(const vote_material& material, const config::poll& poll) {
  return &poll == &material.polls.front() ? "/" : "/polls/" + poll.id;
}

std::string choice_cookie(const config::poll& poll) { return "choice_" + poll.id; }

http::response vote_page(const vote_material& material, const http::request& asked, const config::poll& poll) {
  const auto language = material.pages.language_of(asked);
  const auto kept = http::find_cookie(asked, choice_cookie(poll));
  const auto* chosen = kept ? poll.find(*kept) : nullptr;

  kainjow::mustache::data options{kainjow::mustache::data::type::list};
  for (const auto& option : poll.options) {
    http::page_context row;
    row.set("id", option.id);
    row.set("label", std::string(option.label.in(language)));
    row.set("chosen", &option == chosen);
    options.push_back(row);
  }
  http::page_context context;
  context.set("question", std::string(poll.question.in(language)));
  context.set("poll_id", poll.id);
  context.set("action", path_of(material, poll));
  context.set("options", options);
  context.set("has_choice", chosen != nullptr);
  context.set("recorded", chosen != nullptr);
  if (chosen != nullptr) context.set("chosen_label", std::string(chosen->label.in(language)));
  context.set("host", material.host);
  if (material.polls.size() > 1) context.set("polls_url", "/polls");
  return material.pages.page(asked, http::status::ok, "vote", std::move(context));
}

}  // namespace scrutin::vote
