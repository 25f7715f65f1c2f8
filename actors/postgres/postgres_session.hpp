#pragma once
// libpqxx' connection with the notifications that it brought; kept out of the actor's header, which others include.
#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "actors/postgres/conninfo.hpp"

namespace scrutin::actors {

class postgres_session {
public:
  explicit postgres_session(const conninfo& to) : connection(to.text) {
    if (!to.settings.empty()) pqxx::nontransaction{connection}.exec(to.settings);
  }

  /// Begins to collect what is notified on `channel`.
  void listen(const std::string& channel) {
    receivers_.push_back(std::make_unique<receiver>(connection, channel, payloads_));
  }

  /// Takes what has arrived so far; does not wait.
  std::vector<std::string> take_notifications() {
    connection.get_notifs();
    return std::exchange(payloads_, {});
  }

  pqxx::connection connection;

  /// What `prepare` is about to do may take any time, as long as the server is at work on it.
  std::function<void()> take_any_time = [] {};

private:
  // libpqxx 7.10 would have a function instead; 6.4 has only this.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  class receiver final : public pqxx::notification_receiver {
  public:
    receiver(pqxx::connection& from, const std::string& channel, std::vector<std::string>& into)
        : pqxx::notification_receiver(from, channel), into_(into) {}
    void operator()(const std::string& payload, int) override { into_.push_back(payload); }

  private:
    std::vector<std::string>& into_;
  };
#pragma GCC diagnostic pop

  std::vector<std::string> payloads_;
  std::vector<std::unique_ptr<receiver>> receivers_;  // gone before the connection
};

}  // namespace scrutin::actors
