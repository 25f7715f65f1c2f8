# shellcheck shell=bash
# ./dev simulate: the sync actor under seeded schedules of faults, between models of its servers.

simulate_command() {
  need build
  build release tests/simulation/simulate
  exec "$root/build/release/tests/simulation/simulate" "$@"
}
