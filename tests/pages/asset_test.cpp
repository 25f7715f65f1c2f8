#include "pages/asset.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

namespace {

using namespace scrutin::pages;
namespace http = scrutin::http;

constexpr std::array<embedded_file, 2> files{{{"site.css", "body{}"}, {"icon.svg", "<svg/>"}}};
constexpr std::array<embedded_file, 1> changed{{{"site.css", "body{margin:0}"}}};

std::string header(const http::response& answer, http::field name) { return std::string(http::value(answer, name)); }

TEST(Assets, AreFoundUnderTheirAddressAndKeptForAYear) {
  const assets all{files};
  const auto answer = all.find(all.url("site.css"), "");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result(), http::status::ok);
  EXPECT_EQ(answer->body(), "body{}");
  EXPECT_EQ(header(*answer, http::field::content_type), "text/css; charset=utf-8");
  EXPECT_EQ(header(*answer, http::field::content_length), "6");
  EXPECT_EQ(header(*answer, http::field::cache_control), "public, max-age=31536000, immutable");
}

TEST(Assets, CarryTheFirstTwelveDigitsOfTheirSha256) {
  // printf 'body{}' | sha256sum
  EXPECT_EQ(assets{files}.url("site.css"), "/assets/site.7c98040a5416.css");
}

TEST(Assets, ChangeTheirAddressWithTheirContent) {
  EXPECT_NE(assets{files}.url("site.css"), assets{changed}.url("site.css"));
}

TEST(Assets, OfAnotherVersionAreServedButNotKept) {
  const assets all{files};
  const auto answer = all.find(assets{changed}.url("site.css"), "");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "body{}");
  EXPECT_EQ(header(*answer, http::field::cache_control), "no-cache");
}

TEST(Assets, WithoutAFingerprintAreServedButNotKept) {
  const auto answer = assets{files}.find("/assets/site.css", "");
  ASSERT_TRUE(answer);
  EXPECT_EQ(header(*answer, http::field::cache_control), "no-cache");
}

TEST(Assets, ThatTheBrowserHasAreNotSentAgain) {
  const assets all{files};
  const auto etag = header(*all.find("/assets/site.css", ""), http::field::etag);
  for (const auto& asked : {etag, "W/" + etag, "\"x\", " + etag, " " + etag + " ,\"y\"", std::string("*")}) {
    const auto answer = all.find(all.url("site.css"), asked);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->result(), http::status::not_modified) << asked;
    EXPECT_TRUE(answer->body().empty());
    EXPECT_EQ(header(*answer, http::field::etag), etag);
    EXPECT_FALSE(header(*answer, http::field::cache_control).empty());
  }
  for (const auto& asked : {std::string("\"x\""), etag.substr(1), std::string(" , ,"), std::string("W/")}) {
    EXPECT_EQ(all.find(all.url("site.css"), asked)->result(), http::status::ok) << asked;
  }
}

TEST(Assets, HoldTheIconWhereBrowsersLookForIt) {
  const auto answer = assets{files}.find("/favicon.ico", "");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "<svg/>");
  EXPECT_EQ(header(*answer, http::field::content_type), "image/svg+xml");
}

TEST(Assets, AreNothingUnderAnyOtherPath) {
  const assets all{files};
  for (const auto* path :
       {"/", "", "/assets/", "/assets/none.css", "/assets/../site.css", "/site.css", "/assets/site", "/assets/.css",
        "/assets/site.000000000000", "/assets/.000000000000.css", "/ASSETS/site.css"}) {
    EXPECT_FALSE(all.find(path, "")) << path;
  }
}

TEST(Assets, NameTheFileThatIsMissing) { EXPECT_THROW(assets{files}.url("none.css"), std::out_of_range); }

TEST(Assets, RefuseTwoFilesOfOneNameAndUnknownTypes) {
  static constexpr std::array<embedded_file, 1> unknown{{{"a.exe", ""}}};
  EXPECT_THROW((assets{files, changed}), std::invalid_argument);
  EXPECT_THROW((assets{unknown}), std::invalid_argument);
}

constexpr std::array<embedded_file, 2> with_packed{{{"site.css", "body{}"}, {"site.css.gz", "\x1f\x8b"}}};

TEST(Assets, ArePackedForThoseWhoTakeIt) {
  const assets all{with_packed};
  const auto& url = all.url("site.css");
  for (const auto* takes : {"gzip", "deflate, gzip;q=0.5, br", "br,gzip;q=1.0", " gzip ; q=0.001"}) {
    const auto answer = all.find(url, "", takes);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body(), "\x1f\x8b") << takes;
    EXPECT_EQ(header(*answer, http::field::content_encoding), "gzip");
    EXPECT_EQ(header(*answer, http::field::content_length), "2");
    EXPECT_EQ(header(*answer, http::field::vary), "Accept-Encoding");
    EXPECT_EQ(header(*answer, http::field::content_type), "text/css; charset=utf-8");
  }
  for (const auto* takes : {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip-not", "identity"}) {
    const auto answer = all.find(url, "", takes);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body(), "body{}") << takes;
    EXPECT_EQ(answer->count(http::field::content_encoding), 0U);
    EXPECT_EQ(header(*answer, http::field::vary), "Accept-Encoding");
  }
}

TEST(Assets, PackedAndNotAreNeverTakenForEachOther) {
  const assets all{with_packed};
  const auto& url = all.url("site.css");
  const auto plain = header(*all.find(url, ""), http::field::etag);
  const auto packed = header(*all.find(url, "", "gzip"), http::field::etag);
  EXPECT_NE(plain, packed);
  EXPECT_EQ(all.find(url, packed, "gzip")->result(), http::status::not_modified);
  EXPECT_EQ(all.find(url, plain, "gzip")->result(), http::status::ok);
  EXPECT_EQ(all.find(url, packed, "")->result(), http::status::ok);
}

TEST(Assets, DoNotServeThePackedFileUnderItsOwnName) {
  EXPECT_FALSE(assets{with_packed}.find("/assets/site.css.gz", ""));
}

}  // namespace
