#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <embedded/result_api.hpp>
#include <memory>
#include <string>

#include "pages/asset.hpp"
#include "result/result_site.hpp"
#include "tests/support/openapi_document.hpp"

namespace scrutin::result {
namespace {

namespace json = boost::json;

json::value document() { return json::parse(pages::find_file(embedded::result_api, "openapi.json").value()); }

TEST(OpenApi, NamesEveryRouteAndNoOther) {
  const auto material = std::make_shared<const result_material>(
      result_material{{pages::embedded_folder{}, pages::embedded_folder{}}, ""});
  const result_site site{material, std::make_shared<actors::tally_board>()};
  EXPECT_EQ(test::operations(document()), test::operations(site.routes()));
}

TEST(OpenApi, RefersOnlyToWhatItHolds) {
  const auto api = document();
  EXPECT_EQ(api.at("openapi").as_string(), "3.1.0");
  EXPECT_GT(test::references(api).size(), 50U);
  EXPECT_THAT(test::dangling_references(api), testing::IsEmpty());
}

TEST(OpenApi, IsStrict) {
  const auto api = document();
  for (const auto& [name, schema] : api.at("components").at("schemas").as_object()) {
    const auto& one = schema.as_object();
    if (!one.contains("properties")) continue;
    EXPECT_EQ(one.at("additionalProperties"), json::value(false)) << name;
    EXPECT_TRUE(one.contains("required")) << name;
  }
}

TEST(OpenApi, TellsTheParametersOfEachPath) {
  const auto api = document();
  for (const auto& [path, methods] : api.at("paths").as_object()) {
    const bool has_id = path.find("{id}") != path.npos;
    const auto& operation = methods.at("get").as_object();
    const auto parameters = operation.contains("parameters") ? json::serialize(operation.at("parameters")) : "";
    EXPECT_EQ(parameters.find("parameters/Id\"") != std::string::npos, has_id) << path;
    EXPECT_EQ(operation.at("responses").as_object().contains("404"), has_id || path == "/ws" || path == "/events");
    EXPECT_FALSE(operation.at("operationId").as_string().empty());
  }
}

}  // namespace
}  // namespace scrutin::result
