#include "actors/web/http_service.hpp"

#include <ctime>

namespace scrutin::actors {

const std::string& http_service::date() {
  const auto now = std::time(nullptr);
  if (now != date_of_) {
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[40];
    date_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc));
    date_of_ = now;
  }
  return date_;
}

}  // namespace scrutin::actors
