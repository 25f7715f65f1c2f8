#include "actors/process/application.hpp"

#include <caf/actor_registry.hpp>
#include <caf/atom.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "actors/process/admin_site.hpp"
#include "actors/process/capacity.hpp"
#include "actors/runtime/failure.hpp"
#include "actors/runtime/health.hpp"
#include "actors/runtime/log.hpp"
#include "actors/runtime/supervisor.hpp"
#include "actors/web/http_service.hpp"
#include "actors/web/listener.hpp"

namespace scrutin::actors {

namespace {

constexpr std::chrono::milliseconds longest_stop{4500};
constexpr std::chrono::milliseconds between_flushes{500};
constexpr std::chrono::milliseconds longest_admin_drain{500};  // the last to go: probes are short

[[noreturn]] void end_now(spdlog::logger& log, const char* why) {
  log.error("process ends at once: {}", why);
  log.flush();
  std::_Exit(1);
}

}  // namespace

application::quiet_config::quiet_config() {
  set("scheduler.max-threads", std::size_t{1});
  set("scheduler.policy", caf::atom("sharing"));
}

application::application(std::string name, std::shared_ptr<spdlog::logger> log, unsigned loops)
    : name_(std::move(name)),
      log_(std::move(log)),
      system_(config_),
      control_(system_, log_),
      hangup_(control_.io(), SIGHUP),
      end_(control_.io(), SIGTERM, SIGINT) {
  // hiredis and libpq write to sockets that may have been closed: that is an error, and not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  for (unsigned i = 0; i < loops; ++i) traffic_.push_back(std::make_unique<loop>(system_, log_));
  health_ = control_.spawn<health>();
  await_hangup();
}

void application::on_hangup(std::function<void()> action) { hangup_action_ = std::move(action); }

void application::keep(std::shared_ptr<spdlog::logger> log) {
  if (!log) return;
  kept_.push_back(std::move(log));
  if (kept_.size() == 1) flush_soon();
}

void application::flush_soon() {
  next_flush_->set(between_flushes, [this] {
    for (const auto& log : kept_) log->flush();
    flush_soon();
  });
}

void application::await_hangup() {
  hangup_.async_wait([this](const boost::system::error_code& cancelled, int) {
    if (cancelled) return;
    await_hangup();
    reopen(*log_);
    for (const auto& log : kept_) reopen(*log);
    if (hangup_action_) hangup_action_();
  });
}

child<supervisor_actor> application::on_loop(unsigned index, const std::string& label, child_list children) {
  const auto specs = children.take();
  expect(label, specs);
  return {
      .name = label,
      .start = [this, index, label,
                specs](const supervisor_actor&) { return traffic(index).spawn<supervisor>(label, specs, health_); },
      .ends = ending::drain,
      .abreast = true,
      .limit = {0, std::chrono::seconds{1}},  // its children had their chances: the process ends
  };
}

child<listener_actor> application::admin(std::shared_ptr<listening_socket> socket) {
  auto metrics = std::make_shared<http_metrics>(*registry_, "admin");
  return {
      .name = "admin",
      .start =
          [this, socket = std::move(socket), metrics](const supervisor_actor&) {
            auto service = std::make_shared<http_service>();
            service->pages = std::make_unique<admin_site>(registry_, health_);
            service->metrics = metrics;
            service->longest_drain = longest_admin_drain;
            service->sessions = open_sessions{std::make_shared<connection_quota>(admin_connections)};
            return control_.spawn<listener>(socket, 0U, std::move(service));
          },
      .ends = ending::drain,
  };
}

void application::expect(const std::string& label, const std::vector<child_spec>& children) {
  for (const auto& one : children) {
    if (!one.part.empty()) caf::anon_send(health_, condition{one.part, label, condition::level::down, "starting"});
  }
}

int application::run(child_list children) {
  auto specs = children.take();
  expect(name_, specs);
  auto root = control_.spawn<supervisor>(name_, std::move(specs), health_);
  int status = 0;
  root->attach_functor([this, &status](const caf::error& why) {
    if (why && why != caf::exit_reason::normal) {
      log_->critical("process gives up: {}", describe(why));
      status = 1;
    }
    asio::post(control_.io(), [this] { control_.stop(); });
  });

  end_.async_wait([&](const boost::system::error_code& error, int number) {
    if (error) return;
    log_->info("process stops: it got signal {}", number);
    caf::anon_send(health_, drain_atom::value);
    caf::anon_send(root, drain_atom::value);
    end_.async_wait([this](const boost::system::error_code& again, int) {
      if (!again) end_now(*log_, "it got a second signal");
    });
    longest_stop_->set(longest_stop, [this] { end_now(*log_, "its children did not stop in time"); });
  });

  std::vector<std::jthread> threads;
  for (auto& loop : traffic_) threads.emplace_back([&loop] { loop->run(); });
  control_.run();
  longest_stop_->cancel();
  next_flush_->cancel();

  root = nullptr;
  caf::anon_send_exit(health_, caf::exit_reason::user_shutdown);
  health_ = nullptr;
  await_end();
  for (auto& loop : traffic_) loop->stop();
  threads.clear();
  system_.await_all_actors_done();
  log_->info("process stopped");
  return status;
}

// After a signal all have ended by now. Where a child gave up, the others were only told to: their loops must still
// turn.
void application::await_end() {
  const auto latest = control_.time().now() + longest_stop;
  for (control_.poll(); system_.registry().running() > 0; control_.poll()) {
    if (control_.time().now() > latest) end_now(*log_, "not all of it ended in time");
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

}  // namespace scrutin::actors
