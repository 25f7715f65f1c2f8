#include "tests/http/steps.hpp"

namespace scrutin::http {

namespace {

thread_local std::size_t taken = 0;

}  // namespace

std::size_t steps() noexcept { return taken; }

}  // namespace scrutin::http

// Called by what the compiler adds to each block of instrumented code; this file is not instrumented itself.
extern "C" void __sanitizer_cov_trace_pc() { ++scrutin::http::taken; }
