// main() of every test program. Its cases share a process, and so what that starts once; none may take longer than
// CASE_SECONDS, which CTest sets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace {

void give_up(int) {
  constexpr std::string_view why = "the case that runs takes longer than CASE_SECONDS\n";
  if (::write(STDERR_FILENO, why.data(), why.size()) < 0) ::_exit(1);
  std::abort();
}

class deadline final : public testing::EmptyTestEventListener {
public:
  explicit deadline(unsigned seconds) : seconds_(seconds) { std::signal(SIGALRM, give_up); }

  void OnTestStart(const testing::TestInfo&) override { ::alarm(seconds_); }
  void OnTestEnd(const testing::TestInfo&) override { ::alarm(0); }

private:
  unsigned seconds_;
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  if (const auto* seconds = std::getenv("CASE_SECONDS")) {
    testing::UnitTest::GetInstance()->listeners().Append(
        new deadline{static_cast<unsigned>(std::strtoul(seconds, nullptr, 10))});  // NOLINT: GoogleTest's now
  }
  return RUN_ALL_TESTS();
}
