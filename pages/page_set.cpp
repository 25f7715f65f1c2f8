#include "pages/page_set.hpp"

#include <embedded/page_assets.hpp>
#include <embedded/page_files.hpp>
#include <utility>
#include <variant>

#include "http/accept.hpp"
#include "http/cookie.hpp"
#include "http/form.hpp"
#include "http/language.hpp"
#include "http/respond.hpp"
#include "http/router.hpp"

namespace scrutin::pages {

namespace {

constexpr std::array<std::string_view, 2> languages{"en", "fr"};
constexpr std::chrono::hours remembered{24 * 365};

std::optional<std::string_view> asked_by_query(const http::request& asked) {
  const auto fields = http::query(http::target(asked));
  const auto* found = std::get_if<http::form>(&fields);
  if (found == nullptr) return std::nullopt;
  const auto tag = found->only("lang");
  const auto* text = std::get_if<std::string_view>(&tag);
  return text != nullptr ? http::offered_language(*text, languages) : std::nullopt;
}

}  // namespace

page_set::page_set(std::initializer_list<std::string_view> names, embedded_folder pages, embedded_folder files)
    : files_{embedded::page_assets, files} {
  for (const auto language : languages) {
    const auto toml = find_file(embedded::page_files, std::string(language) + ".toml");
    auto& made = editions_.emplace(language, edition{catalogue{toml.value()}}).first->second;
    const page_sources sources{{pages, embedded::page_files}, made.texts, files_};
    for (const auto name : names) made.pages.emplace(name, page_template{name, sources});
    for (const auto* name : {"error", "polls"}) made.pages.emplace(name, page_template{name, sources});
  }
}

std::string_view page_set::language_of(const http::request& asked) const {
  if (const auto tag = asked_by_query(asked)) return *tag;
  if (const auto kept = http::find_cookie(asked, "lang")) {
    if (const auto tag = http::offered_language(*kept, languages)) return *tag;
  }
  return http::choose_language(http::value(asked, http::field::accept_language), languages);
}

http::response page_set::page(const http::request& asked, http::status code, std::string_view name,
                              page_context context) const {
  const auto language = language_of(asked);
  const auto whole = http::target(asked);
  context.set("path", std::string(whole.substr(0, whole.find('?'))));
  auto answer = http::respond::html(code, in(language).pages.find(name)->second.render(context));
  answer.set(http::field::content_language, boost::beast::string_view{language.data(), language.size()});
  answer.set(http::field::vary, "Accept, Accept-Language, Cookie");
  if (asked_by_query(asked)) {
    answer.insert(http::field::set_cookie,
                  http::set_cookie{.name = "lang", .value = std::string(language), .max_age = remembered}.to_string());
  }
  return answer;
}

http::response page_set::error(const http::request& asked, const http::refusal& why, page_context context,
                               boost::json::object members) const {
  if (http::prefers_json(asked)) return http::respond::problem(why, std::move(members));
  const auto& texts = this->texts(language_of(asked));
  const auto code = std::to_string(static_cast<unsigned>(why.status));
  context.set("status", code);
  if (context.get("title") == nullptr)
    context.set("title", texts.text(texts.has("error.title." + code) ? "error.title." + code : "error.title.other"));
  context.set("message", why.reason);
  if (context.get("back") == nullptr) context.set("back", "/");
  return page(asked, why.status, "error", std::move(context));
}

http::response page_set::error(const http::request& asked, http::status code, std::string_view text_key,
                               page_context context, boost::json::object members) const {
  return error(asked, {code, texts(language_of(asked)).text(text_key)}, std::move(context), std::move(members));
}

}  // namespace scrutin::pages
