#include "http/site_address.hpp"

#include <gtest/gtest.h>

namespace {

using namespace scrutin::http;

std::string seen_from(std::string_view host, std::string_view settled) {
  request asked(verb::get, "/", 11);
  asked.set(field::host, {host.data(), host.size()});
  return site_address(settled, asked);
}

TEST(SiteAddress, IsTheOneThatTheSettingsName) {
  EXPECT_EQ(seen_from("vote.example", "https://result.example/live"), "https://result.example/live");
  EXPECT_EQ(seen_from("vote.example", ""), "");
}

TEST(SiteAddress, IsAPortOfTheHostThatTheBrowserAsked) {
  EXPECT_EQ(seen_from("localhost:8080", ":8081"), "http://localhost:8081");
  EXPECT_EQ(seen_from("192.168.1.4", ":8081"), "http://192.168.1.4:8081");
  EXPECT_EQ(seen_from("[fe80::1]:8080", ":8081"), "http://[fe80::1]:8081");
  EXPECT_EQ(seen_from("hall.example:8080", ":80"), "http://hall.example");
}

TEST(SiteAddress, IsThatWhichTheClientSees) {
  request asked(verb::get, "/", 11);
  asked.set(field::host, "backend:8080");
  EXPECT_EQ(own_address(asked), "http://backend:8080");
  asked.arrival = {.secure = true, .host = "hall.example", .prefix = "/live"};
  EXPECT_EQ(own_address(asked), "https://hall.example/live");
  EXPECT_EQ(own_path(asked, "/polls/a"), "/live/polls/a");
  EXPECT_EQ(site_address(":8081", asked), "https://hall.example:8081");
  EXPECT_EQ(site_address(":443", asked), "https://hall.example");
  EXPECT_EQ(own_address(request{}), "");
}

TEST(SiteAddress, IsNoneWhereTheBrowserNamesNoHost) {
  EXPECT_EQ(seen_from("", ":8081"), "");
  EXPECT_EQ(seen_from("a b", ":8081"), "");
}

}  // namespace
