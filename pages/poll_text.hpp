#pragma once
// A poll's own texts on a page, whose language may be another than the page's.
#include <string>
#include <string_view>

#include "config/poll.hpp"
#include "pages/page.hpp"

namespace scrutin::pages {

/// "rtl" for a language that is written from right to left, else "ltr". By its primary subtag, as `config::text` has
/// it.
std::string_view direction_of(std::string_view language);

/// Sets `name` to the words of `of` in `language`, and NAME_as to the attributes that say what they are where that is
/// not the page's language: ` lang="ar" dir="rtl"`, or ` dir="auto"` for words of which no language is known. A
/// template writes `<h1{{{question_as}}}>{{question}}</h1>`.
void set_text(page_context& row, const std::string& name, const config::text& of, std::string_view language,
              std::string_view language_of_page);

}  // namespace scrutin::pages
