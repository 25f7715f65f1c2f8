# shellcheck shell=bash
# What the services will read, by their own --check: file, environment and defaults in their own order of precedence.

declare -A setting=() source_of=() default_of=() # by key: "vote.listen"
declare -A listen=() admin=()                    # by service: HOST:PORT

read_settings() {
  local name defaults=$root/.run/defaults.toml key value source
  for name in worker vote result; do
    (exec "$root/build/release/$name/$name" --check) >"$logs/$name.log" 2>&1 </dev/null || {
      cat "$logs/$name.log" >&2
      fail "$name does not take its settings, see above"
    }
    # Each reads its own section from the environment; worker, which needs both databases, speaks for those.
    while IFS=$'\x1f' read -r key value source; do
      [[ $key == "$name".* || $name == worker && $key == @(redis|postgres).* ]] || continue
      setting[$key]=$value source_of[$key]=$source
    done < <(texts <"$logs/$name.log")
  done
  : >"$defaults"
  while IFS=$'\x1f' read -r key value _; do
    default_of[$key]=$value
  done < <(env -i "$root/build/release/worker/worker" --config "$defaults" --check | texts)
}

# Of the lines `key = "value"   # source` that --check prints: the three, with a unit separator between. (Of two tabs around
# nothing, read makes one.)
texts() { sed -nE 's/^([a-z_.]+) = "([^"]*)" +# (.*)$/\1\x1f\2\x1f\3/p'; }

# Whether somebody chose this. config/scrutin.toml spells out the defaults, so that a key stands there says nothing.
named() {
  case ${source_of[$1]:-default} in
    environment* | argument*) return 0 ;;
    *) [[ ${setting[$1]:-} != "${default_of[$1]:-}" ]] ;;
  esac
}

# Ports as the settings say; where one is taken, and nobody insists on it by environment, the next free one.
choose_addresses() {
  local name
  for name in vote result; do
    choose_address "$name" listen "$name"
    listen[$name]=$address
  done
  for name in vote result worker; do
    choose_address "$name" admin "$name's probes"
    admin[$name]=$address
  done
}

# The pages link to each other, on whatever name a browser calls this machine by, unless the settings say where they are.
link_pages() {
  [[ -n ${setting[vote.result_url]:-} ]] || export SCRUTIN_VOTE_RESULT_URL=:${listen[result]##*:}
  [[ -n ${setting[result.vote_url]:-} ]] || export SCRUTIN_RESULT_VOTE_URL=:${listen[vote]##*:}
}

# choose_address SERVICE KEY WHAT: sets `address`, and tells the service where it differs from the settings.
choose_address() {
  local key=$1.$2 port asked variable
  address=${setting[$key]:-}
  asked=${address##*:}
  [[ $asked =~ ^[0-9]+$ ]] || fail "$1 --check names no address as $key: \"$address\""
  if ((asked == 0)); then free_port 8080; else free_port "$asked"; fi
  ((port == asked)) && return 0
  if [[ ${source_of[$key]} == environment* ]] && ((asked != 0)); then
    stop_all
    fail "port $asked, which ${source_of[$key]} asks for as $key, is taken"
  fi
  ((asked == 0)) || say "port $asked is taken: $3 will be on $port"
  address=${address%:*}:$port
  variable=SCRUTIN_${key//./_}
  export "${variable^^}=$address"
}

# For a browser on this machine.
visible() {
  local address=$1
  case $address in
    0.0.0.0:* | \[::\]:*) echo "http://localhost:${address##*:}/" ;;
    *) echo "http://$address/" ;;
  esac
}

announce() {
  echo
  echo "    vote here:            $(visible "${listen[vote]}")"
  echo "    watch the result:     $(visible "${listen[result]}")"
  echo
  echo "    probes and metrics:   http://{${admin[vote]},${admin[result]},${admin[worker]}}/{livez,readyz,metrics}"
  [[ -z ${pid_of[redis]:-} ]] || echo "    Redis:                redis-cli -u $SCRUTIN_REDIS_URL"
  [[ -z ${pid_of[postgres]:-} ]] || echo "    PostgreSQL:           psql '$SCRUTIN_POSTGRES_URL'"
  echo "    logs:                 $logs/*.log"
  echo
  echo "Ctrl-C stops all of it; the votes stay for the next ./dev run."
}
