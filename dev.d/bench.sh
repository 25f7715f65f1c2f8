# shellcheck shell=bash
# ./dev bench: builds one benchmark and runs it, with what follows its name.

bench_command() {
  local name=${1:-}
  case $name in
    vote | sync) shift ;;
    abuse) bench_abuse ;;
    *) fail "usage: ./dev bench vote|sync|abuse [ARGUMENT...]" ;;
  esac
  need build servers bench
  build release "bench/${name}_bench"
  say "running ${name}_bench"
  exec "$root/build/release/bench/${name}_bench" "$@"
}

bench_abuse() {
  need build servers e2e
  build release vote/vote result/result worker/worker tests/support/servers
  say "running abuse.mjs"
  SCRUTIN_BUILD=$root/build/release exec node "$root/bench/abuse.mjs"
}
