#pragma once
// What processes cost: steadier than rates on a machine that others use too.
#include <sys/types.h>

#include <chrono>
#include <initializer_list>

namespace scrutin::bench {

/// CPU time of these processes and of all that came from them, those that have ended too; in steps of 10 ms.
std::chrono::duration<double> cpu_time(std::initializer_list<pid_t> processes);

/// Of this process alone.
std::chrono::duration<double> own_cpu_time();

}  // namespace scrutin::bench
