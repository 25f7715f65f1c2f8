#include "pages/reader.hpp"

#include "http/cookie.hpp"
#include "http/router.hpp"
#include "pages/page_set.hpp"

namespace scrutin::pages {

namespace {

std::optional<std::string_view> by_cookie(const http::request& asked) {
  const auto kept = http::find_cookie(asked, "lang");
  return kept ? http::offered_language(*kept, page_set::languages) : std::nullopt;
}

std::optional<std::string> by_query(const http::request& asked) {
  return http::query_value(http::target(asked), "lang");
}

}  // namespace

const http::preferred_languages& reader::preferred() const {
  if (!preferred_) preferred_.emplace(http::value(*asked_, http::field::accept_language));
  return *preferred_;
}

const reader::chosen& reader::choice() const {
  if (!choice_) {
    const auto query = by_query(*asked_);
    const auto named = query ? http::offered_language(*query, page_set::languages) : std::nullopt;
    const auto kept = named ? std::nullopt : by_cookie(*asked_);
    const auto language = named  ? *named
                          : kept ? *kept
                                 : preferred().choose(page_set::languages).value_or(page_set::languages.front());
    choice_ = chosen{language, named.has_value(), kept.has_value()};
  }
  return *choice_;
}

std::string_view reader::language_of(const config::poll& poll) const {
  const auto offered = config::languages_of(poll);
  if (offered.empty()) return {};
  if (const auto query = by_query(*asked_)) {
    if (const auto named = http::offered_language(*query, offered)) return *named;
  }
  const auto& page = choice();
  if (page.by_query || page.by_cookie) {
    if (const auto kept = http::offered_language(page.language, offered)) return *kept;
  }
  if (const auto best = preferred().choose(offered)) return *best;
  for (const std::string_view one : {page.language, page_set::languages.front()}) {
    if (const auto found = http::offered_language(one, offered)) return *found;
  }
  return offered.front();
}

const catalogue& reader::texts() const { return pages_->texts(language()); }

}  // namespace scrutin::pages
