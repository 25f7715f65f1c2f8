#pragma once
// A file of log lines that can be moved away while it is written.
#include <spdlog/details/file_helper.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <mutex>
#include <string>

namespace scrutin::actors {

/// Appends to a file. After `reopen` the next line goes to whatever has the file's name then, or to a new file:
/// logrotate moves the old one and sends SIGHUP. Where the file cannot be opened again, each line tries anew. Safe from
/// any thread.
class log_file final : public spdlog::sinks::base_sink<std::mutex> {
public:
  /// Throws spdlog::spdlog_ex where the file cannot be opened.
  explicit log_file(const std::string& path) { file_.open(path); }

  void reopen() { moved_ = true; }

private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override { file_.flush(); }

  std::atomic<bool> moved_ = false;
  spdlog::details::file_helper file_;
};

}  // namespace scrutin::actors
