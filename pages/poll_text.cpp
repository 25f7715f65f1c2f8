#include "pages/poll_text.hpp"

#include <algorithm>
#include <array>

namespace scrutin::pages {

std::string_view direction_of(std::string_view language) {
  // Those whose usual script is Arabic, Hebrew, Syriac, Thaana or N'Ko.
  static constexpr std::array<std::string_view, 21> right_to_left{"ar",  "arc", "azb", "bal", "ckb", "dv",  "fa",
                                                                  "glk", "he",  "lrc", "mzn", "nqo", "pnb", "prs",
                                                                  "ps",  "sd",  "skr", "syr", "ug",  "ur",  "yi"};
  return std::ranges::find(right_to_left, language) == right_to_left.end() ? "ltr" : "rtl";
}

void set_text(page_context& row, const std::string& name, const config::text& of, std::string_view language,
              std::string_view language_of_page) {
  row.set(name, std::string(of.in(language)));
  std::string as;
  if (language.empty() || of.by_language.find(language) == of.by_language.end()) {
    as = " dir=\"auto\"";
  } else if (language != language_of_page) {
    as = " lang=\"" + std::string(language) + "\" dir=\"" + std::string(direction_of(language)) + "\"";
  }
  row.set(name + "_as", as);
}

}  // namespace scrutin::pages
