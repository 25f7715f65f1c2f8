#include "http/response_head.hpp"

#include <gtest/gtest.h>

#include <boost/beast/http/write.hpp>
#include <sstream>

#include "http/respond.hpp"

namespace {

using namespace scrutin::http;

// As Beast itself writes it.
TEST(ResponseHead, IsWhatGoesBeforeTheBody) {
  auto plain = respond::text(status::ok, "hello");
  auto many = respond::text(status::see_other, "");
  many.set(field::location, "/a?b=c");
  many.insert(field::set_cookie, "one=1");
  many.insert(field::set_cookie, "two=2");
  many.insert("X-Of-Ours", "");
  auto odd = respond::text(static_cast<status>(299), "x");
  std::string head = "what stood there before, which was longer than what comes now, and is not there any more";
  for (auto* answer : {&plain, &many, &odd}) {
    answer->version(11);
    std::ostringstream written;
    written << *answer;
    write_head(*answer, head);
    EXPECT_EQ(head + answer->body(), written.str());
  }
}

}  // namespace
