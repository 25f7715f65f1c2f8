# shellcheck shell=bash
# ./dev crowd: builds the crowd and sends it wherever its arguments say.

crowd_command() {
  need build
  build release crowd/crowd
  exec "$root/build/release/crowd/crowd" "${@:---help}"
}
