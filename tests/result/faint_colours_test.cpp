#include "result/faint_colours.hpp"

#include <gtest/gtest.h>

#include <embedded/page_assets.hpp>
#include <string>

#include "pages/asset.hpp"
#include "pages/contrast.hpp"

namespace scrutin::result {
namespace {

TEST(FaintColours, TellsOnWhichPageABarNeedsAnOutline) {
  EXPECT_EQ(faint_classes("#ffff00"), "faint-light");
  EXPECT_EQ(faint_classes("#000080"), "faint-dark");
  EXPECT_EQ(faint_classes("#7b7b7b"), "faint-light faint-dark");
}

TEST(FaintColours, NeedsNoOutlineForTheColoursOfOurOwn) {
  for (const auto* own : {"#4338ca", "#c2410c", "#0f766e", "#a21caf", "#15803d", "#be123c"}) {
    EXPECT_GE(pages::contrast(own, light.line), 3) << own;
  }
  for (const auto* own : {"#a5b4fc", "#fdba74", "#5eead4", "#f0abfc", "#86efac", "#fda4af"}) {
    EXPECT_GE(pages::contrast(own, dark.line), 3) << own;
  }
}

TEST(FaintColours, KnowsTheColoursOfTheStyleSheet) {
  const std::string css{pages::find_file(embedded::page_assets, "base.css").value()};
  for (const auto& around : {light, dark}) {
    EXPECT_NE(css.find("--paper: " + std::string(around.paper)), std::string::npos) << around.paper;
    EXPECT_NE(css.find("--line: " + std::string(around.line)), std::string::npos) << around.line;
  }
}

}  // namespace
}  // namespace scrutin::result
