#include "tests/support/postgres_server.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

#include "tests/support/eventually.hpp"
#include "tests/support/free_port.hpp"

namespace scrutin::test {

namespace {

using namespace std::chrono_literals;

// Debian keeps each version's programs out of PATH. The newest first.
std::filesystem::path program(const std::string& name) {
  std::vector<std::pair<double, std::filesystem::path>> versions;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    versions.emplace_back(std::strtod(entry.path().filename().c_str(), nullptr), entry.path() / "bin");
  }
  std::ranges::sort(versions, std::ranges::greater{});
  std::vector<std::filesystem::path> folders;
  for (const auto& [version, folder] : versions) folders.push_back(folder);
  return find_program(name, folders);
}

// PostgreSQL refuses to run as root.
std::optional<account> someone_else() {
  if (::geteuid() != 0) return std::nullopt;
  for (const char* name : {"postgres", "nobody"}) {
    if (const auto* found = ::getpwnam(name)) return account{found->pw_uid, found->pw_gid};
  }
  throw std::runtime_error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as");
}

bool answers(const std::string& url) {
  try {
    pqxx::connection connection{url + "?connect_timeout=2"};
    return connection.is_open();
  } catch (const pqxx::failure&) {
    return false;
  }
}

}  // namespace

postgres_server::postgres_server(std::vector<std::string> options)
    : account_(someone_else()), options_(std::move(options)) {
  if (account_ && ::chown(directory_.path().c_str(), account_->user, account_->group) != 0) {
    throw std::runtime_error("cannot give " + directory_.path().string() + " to PostgreSQL's user");
  }
  child_process initdb{{.command = {program("initdb"), "-D", directory_.path() / "data", "-U", "postgres", "-A",
                                    "trust", "-E", "UTF8", "--locale=C", "-N"},
                        .log = directory_.path() / "log",
                        .as = account_}};
  if (initdb.wait(60s) != 0) throw std::runtime_error("initdb fails:\n" + initdb.log_tail());
  // The free port may be another's by now.
  for (int attempt = 1;; ++attempt) {
    port_ = free_port();
    if (launch()) return;
    if (attempt == 5 || process_->log_text().find("Address already in use") == std::string::npos) {
      throw std::runtime_error("PostgreSQL does not start:\n" + process_->log_tail());
    }
  }
}

postgres_server::~postgres_server() {
  if (!running()) return;
  resume();
  process_->signal(SIGQUIT);
  process_->wait(10s);
}

postgres_server& postgres_server::shared() {
  static postgres_server server;
  return server;
}

std::string postgres_server::create_database(std::string name) {
  if (name.empty()) name = "test_" + std::to_string(++databases_);
  pqxx::connection connection{url()};
  pqxx::nontransaction session{connection};
  session.exec("CREATE DATABASE " + session.quote_name(name));
  return url(name);
}

std::string postgres_server::url(const std::string& database) const {
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

void postgres_server::begin() {
  std::vector<std::string> command{program("postgres"), "-D", directory_.path() / "data"};
  const auto set = [&](const std::string& setting) { command.insert(command.end(), {"-c", setting}); };
  set("port=" + std::to_string(port_));
  set("listen_addresses=127.0.0.1");
  set("unix_socket_directories=" + directory_.path().string());
  set("fsync=off");
  for (const auto& option : options_) set(option);
  process_ = std::make_unique<child_process>(
      child_process::launch{.command = std::move(command), .log = log(), .as = account_});
}

bool postgres_server::launch() {
  begin();
  return eventually([this] { return !process_->running() || answers(url()); }) && process_->running();
}

void postgres_server::start() {
  if (running()) return;
  // After kill() the children of the former server may still be on their way out; then it refuses.
  if (!eventually([this] { return launch(); })) {
    throw std::runtime_error("PostgreSQL does not start again:\n" + process_->log_tail());
  }
}

void postgres_server::stop() {
  process_->signal(SIGINT);
  if (!process_->wait(20s)) throw std::runtime_error("PostgreSQL does not stop:\n" + process_->log_tail());
}

void postgres_server::demote() {
  stop();
  std::ofstream{directory_.path() / "data" / "standby.signal"};
  start();
}

void postgres_server::save() {
  stop();
  const auto saved = directory_.path() / "saved";
  std::filesystem::remove_all(saved);
  std::filesystem::copy(directory_.path() / "data", saved,
                        std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
  if (!account_) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(saved)) {
    if (::lchown(entry.path().c_str(), account_->user, account_->group) != 0) {
      throw std::runtime_error("cannot give " + entry.path().string() + " to PostgreSQL's user");
    }
  }
  if (::chown(saved.c_str(), account_->user, account_->group) != 0) {
    throw std::runtime_error("cannot give " + saved.string() + " to PostgreSQL's user");
  }
}

void postgres_server::go_back() {
  std::filesystem::rename(directory_.path() / "data", directory_.path() / "lost");
  std::filesystem::rename(directory_.path() / "saved", directory_.path() / "data");
  std::filesystem::remove_all(directory_.path() / "lost");
}

void postgres_server::kill() {
  const auto all = family();
  process_->kill();
  for (const auto pid : all) ::kill(pid, SIGKILL);
}

void postgres_server::pause() {
  process_->signal(SIGSTOP);
  for (const auto pid : family()) ::kill(pid, SIGSTOP);
}

void postgres_server::resume() {
  for (const auto pid : family()) ::kill(pid, SIGCONT);
  process_->signal(SIGCONT);
}

// The children of the server, which has a process a connection.
std::vector<pid_t> postgres_server::family() const {
  const auto pid = std::to_string(process_->pid());
  std::ifstream list{"/proc/" + pid + "/task/" + pid + "/children"};
  std::vector<pid_t> all;
  for (pid_t child = 0; list >> child;) all.push_back(child);
  return all;
}

}  // namespace scrutin::test
