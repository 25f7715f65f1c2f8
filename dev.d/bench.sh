# shellcheck shell=bash
# ./dev bench: the table of what a build of release reaches, beside ceilings and peers measured in the same run.

bench_command() {
  need build servers bench
  local services=(vote/vote result/result worker/worker) script=main.mjs
  if [[ ${1:-} == abuse ]]; then
    shift
    script=abuse.mjs
    build release "${services[@]}" tests/support/servers
  else
    build release "${services[@]}" crowd/crowd tests/support/servers bench/vote_bench bench/sync_bench
  fi
  say "running $script"
  SCRUTIN_BUILD=$root/build/release exec node "$root/bench/$script" "$@"
}
