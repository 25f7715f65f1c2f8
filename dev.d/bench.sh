# shellcheck shell=bash
# ./dev bench: builds one benchmark and runs it, with what follows its name.

bench_command() {
  local name=${1:-}
  case $name in
    vote | sync) shift ;;
    *) fail "usage: ./dev bench vote|sync [ARGUMENT...]" ;;
  esac
  need build servers bench
  build release "bench/${name}_bench"
  say "running ${name}_bench"
  exec "$root/build/release/bench/${name}_bench" "$@"
}
