#include "bench/line.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

namespace scrutin::bench {

void print(const line& one) {
  boost::json::object all{{"name", one.name},        {"unit", one.unit},
                          {"against", one.against},  {"ours", one.seen.ours},
                          {"other", one.seen.other}, {"ratio", one.seen.ratio},
                          {"least", one.seen.least}, {"most", one.seen.most},
                          {"goal", nullptr},         {"at_most", one.goal.value_or(0) > 1}};
  if (one.goal) all["goal"] = *one.goal;
  std::printf("%s\n", boost::json::serialize(all).c_str());
  std::fflush(stdout);
}

}  // namespace scrutin::bench
