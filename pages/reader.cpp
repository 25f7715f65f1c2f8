#include "pages/reader.hpp"

#include "http/cookie.hpp"
#include "http/language.hpp"
#include "http/router.hpp"
#include "pages/page_set.hpp"

namespace scrutin::pages {

namespace {

std::optional<std::string_view> asked_by_query(const http::request& asked) {
  const auto tag = http::query_value(http::target(asked), "lang");
  return tag ? http::offered_language(*tag, page_set::languages) : std::nullopt;
}

std::string_view language_of(const http::request& asked) {
  if (const auto kept = http::find_cookie(asked, "lang")) {
    if (const auto tag = http::offered_language(*kept, page_set::languages)) return *tag;
  }
  return http::choose_language(http::value(asked, http::field::accept_language), page_set::languages);
}

}  // namespace

const reader::chosen& reader::choice() const {
  if (!choice_) {
    const auto tag = asked_by_query(*asked_);
    choice_ = chosen{tag ? *tag : language_of(*asked_), tag.has_value()};
  }
  return *choice_;
}

const catalogue& reader::texts() const { return pages_->texts(language()); }

}  // namespace scrutin::pages
