# shellcheck shell=bash
# ./dev simulate: the whole path of a vote under seeded schedules of faults, with models of its servers.

simulate_command() {
  need build
  build release tests/simulation/simulate
  exec "$root/build/release/tests/simulation/simulate" "$@"
}
