# shellcheck shell=bash
# ./dev run: the servers, then the services, until Ctrl-C.

run_command() {
  local fresh='' argument name
  for argument in "$@"; do
    case $argument in
      --fresh) fresh=yes ;;
      *) fail "./dev run does not know \"$argument\"; it takes --fresh" ;;
    esac
  done
  need build servers
  build release "${services[@]}"

  mkdir -p "$logs"
  exec {run_lock}>>"$root/.run/lock"
  flock -n "$run_lock" || {
    say "waiting for an earlier ./dev run here to end"
    flock -w 6 "$run_lock" || fail "./dev run is running already in $root: two checkouts may run at once, one checkout not twice"
  }
  read_settings
  place_servers
  [[ -z $fresh ]] || forget_servers

  trap 'stop_run' INT TERM HUP
  trap 'kill_all && drop_sockets' EXIT
  lock_ports
  choose_addresses
  link_pages
  if named redis.url; then
    say "using the Redis that ${source_of[redis.url]} names"
  else
    say "starting Redis"
    start_redis
  fi
  if named postgres.url; then
    say "using the PostgreSQL that ${source_of[postgres.url]} names"
  else
    say "starting PostgreSQL"
    start_postgres
  fi

  say "starting worker, vote and result"
  for name in worker vote result; do start "$name" "$root/build/release/$name/$name"; done
  for name in worker vote result; do wait_for "$name's start" "$name" 60 answers "${admin[$name]}" /readyz; done
  unlock_ports
  announce

  until name=$(gone); do sleep 0.3; done
  mourn "$name"
}

stop_run() {
  echo
  say "stopping"
  stop_all
  say "everything is stopped"
  exit 0
}
