# shellcheck shell=bash
# The processes that a command starts: each in a session of its own, so that a terminal's Ctrl-C reaches us alone and we stop
# them in order; each told by the kernel to stop should we be killed.

children=()          # names, in the order of their start
declare -A pid_of=() # by name
logs=$root/.run/logs # NAME.log

# start NAME COMMAND...: with `as_user` set, as that user.
start() {
  local name=$1 identity=()
  shift
  [[ -z ${as_user:-} ]] || identity=(--reuid "$as_user" --regid "$(id -g "$as_user")" --init-groups)
  # The shell starts what is in the background deaf to Ctrl-C; PostgreSQL's signal to stop is that one.
  setsid env --default-signal=INT,QUIT setpriv "${identity[@]}" --pdeathsig "${death_signal:-TERM}" "$@" </dev/null >"$logs/$name.log" 2>&1 &
  children+=("$name")
  pid_of[$name]=$!
}

alive() { kill -0 "${pid_of[$1]}" 2>/dev/null; }

# Prints the first child that is gone, if there is one.
gone() {
  local name
  for name in "${children[@]}"; do
    alive "$name" || { echo "$name" && return 0; }
  done
  return 1
}

# stop NAME: asks, and after ten seconds insists.
stop() {
  local name=$1 pid=${pid_of[$1]} signal=TERM ends=$((SECONDS + 10))
  if [[ $name == postgres ]]; then signal=INT; fi # "fast": ends its clients' sessions, where TERM waits for them
  kill -s "$signal" "$pid" 2>/dev/null || return 0
  while alive "$name"; do
    if ((SECONDS >= ends)); then
      say "$name does not end; killing it"
      kill -s KILL "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.05
  done
  wait "$pid" 2>/dev/null || true
}

# The children in reverse order of their start: first those that use the others.
stop_all() {
  local i
  trap 'kill_all; exit 1' INT TERM HUP # a second signal ends at once
  for ((i = ${#children[@]} - 1; i >= 0; --i)); do stop "${children[i]}"; done
  children=()
}

# At once. PostgreSQL's way of that is QUIT: it takes its own children along.
kill_all() {
  local name signal
  for name in "${children[@]}"; do
    if [[ $name == postgres ]]; then signal=QUIT; else signal=KILL; fi
    kill -s "$signal" "${pid_of[$name]}" 2>/dev/null || true
  done
  wait
}

# A child has ended that should not have: which, how, its last words; then everything else stops too.
mourn() {
  local name=$1 status=0
  wait "${pid_of[$name]}" 2>/dev/null || status=$?
  if ((status > 128)); then
    complain "$name was ended by signal $(kill -l $((status - 128)) 2>/dev/null || echo $((status - 128))); its last lines, of $logs/$name.log:"
  else
    complain "$name ended by itself with status $status; its last lines, of $logs/$name.log:"
  fi
  tail -n 15 "$logs/$name.log" | sed 's/^/    /' >&2
  stop_all
  say "everything is stopped"
  exit 1
}

# wait_for WHAT NAME SECONDS COMMAND...: until the command succeeds. Mourns a child that ends meanwhile.
wait_for() {
  local what=$1 name=$2 ends=$((SECONDS + $3)) lost
  shift 3
  until "$@" >/dev/null 2>&1; do
    if lost=$(gone); then mourn "$lost"; fi
    if ((SECONDS >= ends)); then
      complain "$what takes too long; the last lines of $logs/$name.log:"
      tail -n 15 "$logs/$name.log" | sed 's/^/    /' >&2
      stop_all
      exit 1
    fi
    sleep 0.1
  done
}
