#include "actors/runtime/log.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/common.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <mutex>

#include "actors/runtime/log_file.hpp"
#include "actors/runtime/log_line.hpp"
#include "actors/runtime/repeats.hpp"
#include "config/log_record.hpp"

#if FMT_VERSION >= 90000 && FMT_VERSION < 100000

FMT_BEGIN_NAMESPACE
namespace detail {

template void vformat_to<char>(buffer<char>&, basic_string_view<char>, basic_format_args<buffer_context<char>>,
                               locale_ref);

}  // namespace detail
FMT_END_NAMESPACE

#endif

namespace scrutin::actors {

namespace {

constexpr std::size_t queue_size = 8192;

spdlog::sink_ptr make_sink(const std::string& target) {
  if (target.empty()) return std::make_shared<spdlog::sinks::null_sink_mt>();
  if (target == "-") return std::make_shared<spdlog::sinks::stdout_sink_mt>();
  return std::make_shared<log_file>(target);
}

// spdlog's asynchronous loggers only look at the thread that writes for them; this keeps both.
struct access_logger {
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> log;
};

class patient_logger final : public spdlog::logger {
public:
  using spdlog::logger::logger;

private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (message.level < spdlog::level::warn) return logger::sink_it_(message);
    const std::string_view words{message.payload.data(), message.payload.size()};
    const auto due = judged(words, message.time);
    if (!due.written) return;
    if (due.left_out == 0) return logger::sink_it_(message);
    const auto more =
        std::string(words) + " (" + std::to_string(due.left_out) + " times more since this was last said)";
    auto longer = message;
    longer.payload = more;
    logger::sink_it_(longer);
  }

  repeats::verdict judged(std::string_view words, repeats::clock::time_point now) {
    const std::lock_guard lock{mutex_};
    return repeats_.judge(words, now);
  }

  std::mutex mutex_;
  repeats repeats_;
};

}  // namespace

std::shared_ptr<spdlog::logger> make_log(const std::string& process, const config::logs& settings) {
  auto log = std::make_shared<patient_logger>(process, make_sink(settings.log));
  log->set_formatter(std::make_unique<log_line>(config::parse_log_format(settings.log_format).value()));
  log->set_level(spdlog::level::from_str(settings.log_level));
  log->flush_on(spdlog::level::info);
  return log;
}

std::shared_ptr<spdlog::logger> make_access_log(const std::string& process, const std::string& target) {
  if (target.empty()) return nullptr;
  auto both = std::make_shared<access_logger>();
  both->pool = std::make_shared<spdlog::details::thread_pool>(queue_size, 1);
  both->log = std::make_shared<spdlog::async_logger>(process + " access", make_sink(target), both->pool,
                                                     spdlog::async_overflow_policy::overrun_oldest);
  both->log->set_pattern("%v");
  return {both, both->log.get()};
}

void reopen(const spdlog::logger& log) {
  for (const auto& sink : log.sinks()) {
    if (auto* file = dynamic_cast<log_file*>(sink.get())) file->reopen();
  }
}

}  // namespace scrutin::actors
