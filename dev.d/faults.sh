# shellcheck shell=bash
# ./dev faults: builds the harness with the services, and runs it with the arguments that follow.

faults_command() {
  need build servers faults
  build release tests/faults/faults
  say "breaking"
  exec "$root/build/release/tests/faults/faults" "$@"
}
