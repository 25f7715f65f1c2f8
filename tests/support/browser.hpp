#pragma once
// A browser without scripts: keeps cookies, and sends them again.
#include <cstdint>
#include <map>
#include <string>

#include "tests/support/http_client.hpp"

namespace scrutin::test {

class browser {
public:
  explicit browser(std::uint16_t port) : port_(port) {}

  http_answer get(const std::string& target, const std::string& fields = {}) {
    return kept(ask(port_, "GET", target, {}, cookies() + fields));
  }

  /// `body` is a form: "vote=a&vote=c".
  http_answer post(const std::string& target, const std::string& body, const std::string& fields = {}) {
    return kept(
        ask(port_, "POST", target, body, "Content-Type: application/x-www-form-urlencoded\r\n" + cookies() + fields));
  }

  /// The same as programs do it.
  http_answer post_json(const std::string& target, const std::string& body, const std::string& fields = {}) {
    return post(target, body, "Accept: application/json\r\n" + fields);
  }

  /// Another service on the same host: cookies do not tell ports apart.
  void go_to(std::uint16_t port) { port_ = port; }

  const std::map<std::string, std::string>& jar() const { return jar_; }
  void set(const std::string& name, const std::string& value) { jar_[name] = value; }

  /// The service's cookie of that kind, `votes`; empty without one.
  std::string kept(const std::string& kind) const {
    const auto found = jar_.find(kind + "-" + std::to_string(port_));
    return found == jar_.end() ? std::string{} : found->second;
  }

  void forget(const std::string& kind) {
    std::erase_if(jar_, [&](const auto& one) { return one.first == kind || one.first.starts_with(kind + "-"); });
  }

private:
  std::string cookies() const {
    std::string line;
    for (const auto& [name, value] : jar_) line.append(line.empty() ? "" : "; ").append(name).append("=").append(value);
    return line.empty() ? line : "Cookie: " + line + "\r\n";
  }

  http_answer kept(http_answer answer) {
    const auto all = answer.fields["set-cookie"];
    for (std::size_t at = 0; at < all.size();) {
      const auto end = std::min(all.find('\n', at), all.size());
      const auto one = all.substr(at, std::min(all.find(';', at), end) - at);
      jar_[one.substr(0, one.find('='))] = one.substr(one.find('=') + 1);
      at = end + 1;
    }
    return answer;
  }

  std::uint16_t port_;
  std::map<std::string, std::string> jar_;
};

}  // namespace scrutin::test
