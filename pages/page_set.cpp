#include "pages/page_set.hpp"

#include <algorithm>
#include <embedded/page_assets.hpp>
#include <embedded/page_files.hpp>
#include <stdexcept>
#include <utility>

#include "http/accept.hpp"
#include "http/cookie.hpp"
#include "http/respond.hpp"

namespace scrutin::pages {

namespace {

constexpr std::chrono::hours remembered{24 * 365};
// The path as links on its page name it. One that begins with two slashes, or backslashes, which browsers take for
// such, would name another host (URL standard, 4.4).
std::string single_slashed(std::string_view path) {
  path.remove_prefix(std::min(path.find_first_not_of("/\\"), path.size()));
  return std::string("/").append(path);
}

constexpr const char* soon = "2";  // seconds; a restarted Redis is found within 2

}  // namespace

page_set::page_set(embedded_folder pages, embedded_folder files) : files_{embedded::page_assets, files} {
  for (const auto language : languages) {
    const auto toml = find_file(embedded::page_files, std::string(language) + ".toml");
    auto& made = editions_.emplace(language, edition{catalogue{toml.value()}}).first->second;
    const page_sources sources{{pages, embedded::page_files}, made.texts, files_};
    for (const auto& [file, content] : pages) {
      const auto name = file.substr(0, file.find('.'));
      made.pages.emplace(name, page_template{name, sources});
    }
    for (const auto* name : {"error", "polls"}) made.pages.emplace(name, page_template{name, sources});
  }
}

http::response page_set::page(const reader& who, http::status code, std::string_view name, page_context context) const {
  const auto language = who.language();
  const auto whole = http::target(who.asked());
  const auto& pages = in(language).pages;
  const auto found = pages.find(name);
  if (found == pages.end()) throw std::out_of_range("page: no template " + std::string(name));
  context.set("base", who.asked().arrival.prefix);
  context.set("path", single_slashed(whole.substr(0, whole.find('?'))));
  auto answer = http::respond::html(code, found->second.render(context));
  answer.set(http::field::content_language, boost::beast::string_view{language.data(), language.size()});
  answer.set(http::field::vary, "Accept, Accept-Language, Cookie");
  if (who.chose()) {
    answer.insert(
        http::field::set_cookie,
        http::set_cookie{
            .name = "lang", .value = std::string(language), .max_age = remembered, .secure = who.asked().arrival.secure}
            .to_string());
  }
  return answer;
}

http::response page_set::error(const reader& who, const http::refusal& why, page_context context,
                               boost::json::object members) const {
  if (http::prefers_json(who.asked())) return http::respond::problem(why, std::move(members));
  const auto& texts = who.texts();
  const auto code = std::to_string(static_cast<unsigned>(why.status));
  context.set("status", code);
  if (context.get("title") == nullptr)
    context.set("title", texts.text(texts.has("error.title." + code) ? "error.title." + code : "error.title.other"));
  context.set("message", why.reason);
  if (context.get("back") == nullptr) context.set("back", "/");
  return page(who, why.status, "error", std::move(context));
}

http::response page_set::error(const reader& who, http::status code, std::string_view text_key, page_context context,
                               boost::json::object members) const {
  return error(who, {code, who.texts().text(text_key)}, std::move(context), std::move(members));
}

http::response page_set::unavailable(const reader& who, std::string_view text_key, page_context context,
                                     boost::json::object members) const {
  auto answer = error(who, http::status::service_unavailable, text_key, std::move(context), std::move(members));
  answer.set(http::field::retry_after, soon);
  return answer;
}

}  // namespace scrutin::pages
