#include "http/front.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using namespace scrutin;
using namespace scrutin::http;

far_end from(std::string_view numeric, bool secure = false) {
  return {config::ip_address::parse(numeric).value(), secure};
}

config::http_server settings(const std::string& url, const std::string& trusted, const std::string& header = "off") {
  config::http_server made;
  made.public_url = url;
  made.trusted_proxies = trusted;
  made.proxy_protocol = header;
  return made;
}

request through(const config::http_server& settings, const std::string& target, far_end peer,
                const std::vector<std::pair<std::string, std::string>>& fields = {}) {
  request message(verb::get, target, 11);
  message.set(field::host, "backend:8080");
  for (const auto& [name, value] : fields) message.insert(name, value);
  front{settings}.tell(message, peer);
  return message;
}

const std::vector<std::pair<std::string, std::string>> said{{"X-Forwarded-For", "192.0.2.1"},
                                                            {"X-Forwarded-Proto", "https"},
                                                            {"X-Forwarded-Host", "vote.example"},
                                                            {"X-Forwarded-Prefix", "/votes"}};

TEST(Front, TakesARequestForWhatItIsWhereNothingIsSet) {
  const auto asked = through({}, "/polls/a", from("10.0.0.1"), said);
  EXPECT_EQ(asked.arrival.client.to_string(), "10.0.0.1");
  EXPECT_FALSE(asked.arrival.secure);
  EXPECT_EQ(asked.arrival.host, "");
  EXPECT_EQ(asked.arrival.prefix, "");
  EXPECT_FALSE(front{}.expects_header(from("10.0.0.1")));
}

TEST(Front, BelievesATrustedProxy) {
  const auto asked = through(settings("", "10.0.0.0/8"), "/polls/a", from("::ffff:10.0.0.1"), said);
  EXPECT_EQ(asked.arrival.client.to_string(), "192.0.2.1");
  EXPECT_TRUE(asked.arrival.secure);
  EXPECT_EQ(asked.arrival.host, "vote.example");
  EXPECT_EQ(asked.arrival.prefix, "/votes");
  EXPECT_EQ(target(asked), "/polls/a");
}

TEST(Front, BelievesNobodyElse) {
  const auto asked = through(settings("", "10.0.0.0/8"), "/polls/a", from("11.0.0.1"), said);
  EXPECT_EQ(asked.arrival.client.to_string(), "11.0.0.1");
  EXPECT_FALSE(asked.arrival.secure);
  EXPECT_EQ(asked.arrival.host, "");
  EXPECT_EQ(asked.arrival.prefix, "");
}

TEST(Front, KnowsByItsPublicUrlWhatBrowsersSee) {
  const auto asked =
      through(settings("https://hall.example:8443/live", "10.0.0.0/8"), "/polls/a", from("10.0.0.1"), said);
  EXPECT_EQ(asked.arrival.client.to_string(), "192.0.2.1") << "that no address can tell";
  EXPECT_TRUE(asked.arrival.secure);
  EXPECT_EQ(asked.arrival.host, "hall.example:8443");
  EXPECT_EQ(asked.arrival.prefix, "/live");
  EXPECT_FALSE(through(settings("http://hall.example", "10.0.0.0/8"), "/", from("10.0.0.1"), said).arrival.secure);
}

TEST(Front, TakesOffThePathThatAProxyLeft) {
  const auto at = [](const std::string& path) {
    return std::string(target(through(settings("https://hall.example/live", ""), path, from("10.0.0.1"))));
  };
  EXPECT_EQ(at("/live/polls/a?x=1"), "/polls/a?x=1");
  EXPECT_EQ(at("/live"), "/");
  EXPECT_EQ(at("/live?x=1"), "/?x=1");
  EXPECT_EQ(at("/live/"), "/");
  EXPECT_EQ(at("/polls/a"), "/polls/a") << "it took it off itself";
  EXPECT_EQ(at("/lively"), "/lively");
  EXPECT_EQ(at("/live/live"), "/live") << "once";
  EXPECT_EQ(at("/live//evil.example"), "//evil.example");
}

TEST(Front, IsStrictWhereItsAddressIsHttps) {
  EXPECT_TRUE(front{settings("https://hall.example", "")}.strict());
  EXPECT_FALSE(front{settings("http://hall.example", "")}.strict());
  EXPECT_FALSE(front{settings("", "10.0.0.0/8")}.strict());
}

TEST(Front, ExpectsAHeaderFromItsProxiesAlone) {
  const front named{settings("", "10.0.0.0/8", "on")};
  EXPECT_TRUE(named.expects_header(from("10.0.0.1")));
  EXPECT_FALSE(named.expects_header(from("11.0.0.1")));
  EXPECT_TRUE(front{settings("", "", "on")}.expects_header(from("11.0.0.1")));
  EXPECT_FALSE(front{settings("", "10.0.0.0/8", "off")}.expects_header(from("10.0.0.1")));
}

TEST(Front, KnowsByTheConnectionThatTlsEndedBefore) {
  EXPECT_TRUE(through({}, "/", from("192.0.2.1", true)).arrival.secure);
  EXPECT_FALSE(through(settings("http://hall.example", ""), "/", from("192.0.2.1", true)).arrival.secure);
}

}  // namespace
