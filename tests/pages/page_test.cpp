#include "pages/page.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <embedded/page_assets.hpp>
#include <embedded/page_files.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace scrutin::pages;

const catalogue& texts() {
  static const catalogue english("hello = 'Hi <{who}> & \"you\"'\nplain = 'yes'");
  return english;
}

const assets& files() {
  static constexpr std::array<embedded_file, 1> folder{{{"a.css", ""}}};
  static const assets all{folder};
  return all;
}

std::string rendered(std::string_view source, const page_context& context) {
  const std::array<embedded_file, 3> folder{
      {{"page.mustache", source}, {"part.mustache", "[{{x}}]"}, {"loop.mustache", "{{> loop}}"}}};
  return page_template("page", {{folder}, texts(), files()}).render(context);
}

page_context with(const std::string& key, const std::string& value) { return page_context(key, value); }

TEST(Page, EscapesValuesForTextAndQuotedAttributes) {
  EXPECT_EQ(rendered("<p title=\"{{x}}\">{{x}}</p>", with("x", "<b> & \"'")),
            "<p title=\"&lt;b&gt; &amp; &quot;&apos;\">&lt;b&gt; &amp; &quot;&apos;</p>");
}

TEST(Page, PutsTextsInAndFillsTheirPlacesEscaped) {
  EXPECT_EQ(rendered("{{text hello}}", with("who", "<x>")), "Hi &lt;&lt;x&gt;&gt; &amp; &quot;you&quot;");
}

TEST(Page, LeavesPlacesToTheScript) {
  EXPECT_EQ(rendered("{{pattern hello}}", with("who", "x")), "Hi &lt;{who}&gt; &amp; &quot;you&quot;");
}

TEST(Page, PutsPartsAndAddressesIn) {
  EXPECT_EQ(rendered("{{> part}}{{>part}}{{asset a.css}}", with("x", "1")), "[1][1]" + files().url("a.css"));
}

TEST(Page, DropsIndentationAndLineEndsAfterTags) {
  EXPECT_EQ(rendered("<ul>\n  <li\n    id=\"a\">{{x}}\n  </li>\n</ul>\n", with("x", "1")),
            "<ul><li id=\"a\">1</li></ul>");
}

TEST(Page, DoesNotExpandWhatValuesContain) {
  EXPECT_EQ(rendered("{{x}}", with("x", "{{text plain}}{{x}}{{> part}}")), "{{text plain}}{{x}}{{&gt; part}}");
}

TEST(Page, NamesWhatIsWrongInATemplate) {
  for (const auto* source : {"{{> none}}", "{{text none}}", "{{asset none}}"}) {
    EXPECT_THROW(rendered(source, {}), std::out_of_range) << source;
  }
  for (const auto* source : {"{{#x}}", "{{/x}}", "{{x", "{{> loop}}"}) {
    EXPECT_THROW(rendered(source, {}), std::invalid_argument) << source;
  }
}

TEST(Page, IsSharedByThreads) {
  const std::array<embedded_file, 1> folder{
      {{"page.mustache", "{{#rows}}<li>{{x}}</li>{{/rows}}{{^none}}{{y}}{{/none}}"}}};
  const page_template page("page", {{folder}, texts(), files()});
  std::vector<std::string> wrong(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < wrong.size(); ++i) {
      threads.emplace_back([&page, &out = wrong[i], name = std::to_string(i)] {
        page_context rows(page_context::type::list);
        rows << with("x", name) << with("x", name + "b");
        page_context context("rows", rows);
        context.set("y", name);
        const auto expected = "<li>" + name + "</li><li>" + name + "b</li>" + name;
        for (int round = 0; round < 500 && out.empty(); ++round) {
          if (const auto html = page.render(context); html != expected) out = html;
        }
      });
    }
  }
  EXPECT_EQ(wrong, std::vector<std::string>(4));
}

TEST(Page, OfErrorsSaysWhatHappenedAndThatNothingWasRecorded) {
  const catalogue english(find_file(scrutin::embedded::page_files, "en.toml").value());
  const assets shipped{scrutin::embedded::page_assets};
  const page_template page("error", {{scrutin::embedded::page_files}, english, shipped});
  page_context context;
  context.set("status", "503");
  context.set("title", "Not <available>");
  context.set("message", "Redis is away.");
  context.set("back", "/");
  const auto plain = page.render(context);
  EXPECT_NE(plain.find("Not &lt;available&gt;"), std::string::npos);
  EXPECT_EQ(plain.find("NOT recorded"), std::string::npos);
  EXPECT_EQ(plain.find("<form"), std::string::npos);
  context.set("not_recorded", true);
  context.set("action", "/polls/x");
  page_context votes{kainjow::mustache::data::type::list};
  for (const auto* id : {"a", "c"}) votes.push_back(page_context{"id", id});
  context.set("votes", votes);
  const auto lost = page.render(context);
  EXPECT_NE(lost.find("Your vote was NOT recorded."), std::string::npos);
  EXPECT_NE(lost.find("action=\"/polls/x\""), std::string::npos);
  for (const auto* field : {"name=\"vote\" value=\"a\"", "name=\"vote\" value=\"c\""})
    EXPECT_NE(lost.find(field), std::string::npos) << field;
}

RC_GTEST_PROP(Page, NeverLetsAValueOutOfItsPlace, (const std::string& value)) {
  const auto page = rendered("<a title=\"{{x}}\">", with("x", value));
  RC_ASSERT(page.starts_with("<a title=\""));
  RC_ASSERT(page.ends_with("\">"));
  const auto inner = page.substr(10, page.size() - 12);
  RC_ASSERT(inner.find_first_of("<>\"'") == std::string::npos);
}

}  // namespace
