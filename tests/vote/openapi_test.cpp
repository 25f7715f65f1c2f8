#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <embedded/vote_api.hpp>
#include <memory>
#include <set>
#include <string>

#include "pages/asset.hpp"
#include "tests/support/openapi_document.hpp"
#include "vote/vote_site.hpp"

namespace scrutin::vote {
namespace {

namespace json = boost::json;

json::value document() { return json::parse(pages::find_file(embedded::vote_api, "openapi.json").value()); }

TEST(OpenApi, NamesEveryRouteAndNoOther) {
  prometheus::Registry registry;
  const auto material = std::make_shared<const vote_material>(
      vote_material{std::make_shared<actors::poll_board>(config::poll_list{config::default_poll()}),
                    {pages::embedded_folder{}, pages::embedded_folder{}},
                    vote_metrics{registry},
                    "host",
                    ""});
  const vote_site site{material, std::make_shared<actors::voter_key>("0123456789abcdef"),
                       std::make_shared<actors::vote_queue>("streams", material->polls)};
  EXPECT_EQ(test::operations(document()), test::operations(site.routes()));
}

TEST(OpenApi, RefersOnlyToWhatItHolds) {
  const auto api = document();
  EXPECT_EQ(api.at("openapi").as_string(), "3.1.0");
  EXPECT_GT(test::references(api).size(), 50U);
  EXPECT_THAT(test::dangling_references(api), testing::IsEmpty());
}

TEST(OpenApi, IsStrictInWhatIsAnswered) {
  const auto api = document();
  for (const auto& [name, schema] : api.at("components").at("schemas").as_object()) {
    const auto& one = schema.as_object();
    if (!one.contains("properties") || name == "Vote") continue;  // forms may hold fields that mean nothing
    EXPECT_EQ(one.at("additionalProperties"), json::value(false)) << name;
    EXPECT_EQ(one.at("required").as_array().size(), one.at("properties").as_object().size()) << name;
  }
}

TEST(OpenApi, NamesEveryReasonToRefuseAVote) {
  const auto api = document();
  std::set<std::string_view> told;
  const auto& reasons = api.at("components").at("schemas").at("VoteProblem").at("properties").at("reason").at("enum");
  for (const auto& reason : reasons.as_array()) told.insert(std::string_view{reason.as_string()});
  std::set<std::string_view> known;
  for (const auto& one : objections) known.insert(one.name);
  EXPECT_EQ(told, known);
}

}  // namespace
}  // namespace scrutin::vote
