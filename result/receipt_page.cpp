#include "result/receipt_page.hpp"

#include <algorithm>
#include <boost/json/value.hpp>
#include <charconv>
#include <random>
#include <string>
#include <utility>

#include "http/router.hpp"
#include "http/site_address.hpp"

namespace scrutin::result {

namespace {

using actors::receipt;

constexpr unsigned most_tries = 20;

// How often this page has asked again already.
unsigned tries_of(const http::request& asked) {
  const auto text = http::query_value(http::target(asked), "try").value_or("");
  unsigned tries = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), tries);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? std::min(tries, most_tries) : 0;
}

// Seconds until the next one: 1, 2, 4 ... 32 and up to as many again, so that a crowd spreads.
unsigned pause_after(unsigned tries) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const auto least = 1U << std::min(tries, 5U);
  return least + std::uniform_int_distribution<unsigned>{0, least}(random);
}

std::string results_of(const looked_up& what) { return "/polls/" + what.poll->id + "?receipt=" + what.id.to_string(); }

}  // namespace

http::response receipt_page(const pages::page_set& pages, const pages::reader& who, const looked_up& what) {
  const auto& texts = who.texts();
  const auto state = std::string(to_string(what.found.is));
  pages::page_context context;
  context.set("uid", what.id.to_string());
  context.set("state", state);
  context.set("verdict", texts.text("receipt." + state));
  context.set("meaning", texts.text("receipt.meaning." + state));
  if (what.poll != nullptr) {
    context.set("question", std::string(what.poll->question.in(who.language_of(*what.poll))));
    context.set("results_url", results_of(what));
  }
  if (what.found.is == receipt::state::waiting) {
    const auto tries = tries_of(who.asked());
    if (tries < most_tries) {
      context.set("again", std::to_string(pause_after(tries)));
      context.set("again_url", "/receipts/" + what.id.to_string() + "?try=" + std::to_string(tries + 1));
    }
  }
  return pages.page(who, http::status::ok, "receipt", std::move(context));
}

boost::json::object to_json(const looked_up& what, const pages::reader& who) {
  boost::json::object made{{"receipt", what.id.to_string()}, {"state", to_string(what.found.is)}};
  made["poll"] = nullptr;
  made["question"] = nullptr;
  made["results"] = nullptr;
  if (!what.found.poll.empty()) made["poll"] = what.found.poll;
  if (what.poll != nullptr) {
    made["question"] = what.poll->question.in(who.language_of(*what.poll));
    made["results"] = http::own_path(who.asked(), results_of(what));
  }
  return made;
}

}  // namespace scrutin::result
