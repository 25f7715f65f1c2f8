#pragma once
// The pages of one process, in every language.
#include <array>
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/refusal.hpp"
#include "pages/asset.hpp"
#include "pages/catalogue.hpp"
#include "pages/page.hpp"
#include "pages/reader.hpp"

namespace scrutin::pages {

/// Compiled templates, texts and files; made once at the start and then shared by all threads.
class page_set {
public:
  static constexpr std::array<std::string_view, 2> languages{"en", "fr"};

  /// `pages` are the templates of this process; `error` and `polls` are in every set. Throws as page_template does.
  page_set(embedded_folder pages, embedded_folder files);

  const catalogue& texts(std::string_view language) const { return in(language).texts; }
  const assets& files() const { return files_; }

  /// A page in the reader's language, from NAME.mustache. Throws std::out_of_range where there is none. `context` gets
  /// `path`, where the language switch leads, and `base`, which templates put before each path of ours. A language that
  /// was chosen by `?lang=` is remembered in a cookie.
  http::response page(const reader& who, http::status code, std::string_view name, page_context context) const;

  /// A 4xx or 5xx: problem+json where the client prefers that, else the error page. `context` may hold more for the
  /// page: `title`, `back` (with `to_list` where that is the list of polls), `recorded`, `not_recorded`, and with
  /// `action` a list `votes` of what a form sends again; `members` are more for the problem.
  http::response error(const reader& who, const http::refusal& why, page_context context = {},
                       boost::json::object members = {}) const;

  /// The same with a sentence of the catalogue.
  http::response error(const reader& who, http::status code, std::string_view text_key, page_context context = {},
                       boost::json::object members = {}) const;

  /// A 503 that says when to try again.
  http::response unavailable(const reader& who, std::string_view text_key, page_context context = {},
                             boost::json::object members = {}) const;

private:
  struct edition {
    catalogue texts;
    std::map<std::string, page_template, std::less<>> pages{};
  };

  const edition& in(std::string_view language) const { return editions_.find(language)->second; }

  assets files_;
  std::map<std::string, edition, std::less<>> editions_;
};

}  // namespace scrutin::pages
