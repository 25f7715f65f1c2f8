#include "worker/code_sheet.hpp"

#include <kainjow/mustache.hpp>

#include "actors/qr/qr_code.hpp"
#include "http/site_address.hpp"

namespace scrutin::worker {

namespace {

constexpr int quiet = 4;  // modules of light around a QR code

// What stands on each card, in the languages of the poll; in both where it has but one text for all.
struct words {
  std::string_view code;
  std::string_view secret;
};
constexpr words english{"Your code", "One vote. Show it to nobody."};
constexpr words french{"Votre code", "Une voix. Ne le montrez à personne."};

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
)";

constexpr std::string_view style = R"(<style>
@page { size: A4; margin: 10mm; }
body { margin: 0; font: 11pt/1.3 system-ui, sans-serif; color: #000; background: #fff; }
h1 { margin: 4mm; font-size: 14pt; }
ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(88mm, 1fr)); margin: 0; padding: 0; list-style: none; }
li { display: flex; gap: 4mm; align-items: center; padding: 4mm; border: .2mm dashed #888; break-inside: avoid; overflow-wrap: anywhere; }
svg { flex: none; width: 34mm; height: 34mm; }
b { display: block; font: 700 13pt/1.5 ui-monospace, monospace; white-space: nowrap; }
p { margin: 0; }
small { font-size: 9pt; }
@media print { h1 { display: none; } }
</style>
)";

std::string escaped(std::string_view text) { return kainjow::mustache::html_escape(std::string(text)); }

std::string page_of(std::string_view site, const config::poll& poll) {
  return std::string(site).append("/polls/").append(poll.id);
}

std::string said(const config::poll& poll, std::string_view words::*which) {
  const auto& texts = poll.question.by_language;
  if (texts.contains("fr") && texts.size() == 1) return std::string(french.*which);
  if (texts.contains("en") && texts.size() == 1) return std::string(english.*which);
  return std::string(english.*which).append(" · ").append(french.*which);
}

std::string questions(const config::poll& poll) {
  std::string all;
  for (const auto& [language, text] : poll.question.by_language) {
    const auto attribute = language.empty() ? std::string{} : " lang=\"" + escaped(language) + '"';
    all += "<p" + attribute + '>' + escaped(text) + "</p>\n";
  }
  return all;
}

}  // namespace

std::string code_link(std::string_view site, const config::poll& poll, const actors::roll_code& code) {
  return page_of(site, poll) + "?code=" + code.to_string();
}

actors::expected<std::string> code_sheet(std::string_view site, const config::poll& poll,
                                         const std::vector<actors::roll_code>& codes) {
  const auto title = escaped(poll.question.in("en"));
  std::string page;
  for (const std::string_view part :
       {head, std::string_view{"<title>"}, std::string_view{title}, std::string_view{"</title>\n"}, style,
        std::string_view{"</head>\n<body>\n<h1>"}}) {
    page += part;
  }
  page.append(title).append(": ").append(std::to_string(codes.size())).append("</h1>\n<ul>\n");
  const auto asked = questions(poll);
  const auto address = escaped(http::without_scheme(page_of(site, poll)));
  for (const auto& code : codes) {
    const auto drawn = actors::qr_code::of(code_link(site, poll, code));
    if (!drawn) return drawn.error();
    const auto size = std::to_string(drawn->size() + 2 * quiet);
    page.append("<li><svg viewBox=\"0 0 ").append(size).append(" ").append(size);
    page.append("\" role=\"img\" aria-label=\"QR\"><path d=\"").append(drawn->path(quiet)).append("\"/></svg><div>\n");
    page.append(asked).append("<p>").append(said(poll, &words::code)).append("<b>").append(code.to_string());
    page.append("</b></p>\n<p><small>").append(address).append("<br>").append(said(poll, &words::secret));
    page.append("</small></p></div></li>\n");
  }
  return page + "</ul>\n</body>\n</html>\n";
}

}  // namespace scrutin::worker
