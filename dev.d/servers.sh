# shellcheck shell=bash
# A Redis and a PostgreSQL of this checkout's own. What they keep stands below `state`, and outlives them.

state=$root/.run
sockets=

# root does not run PostgreSQL: it refuses.
postgres_user() {
  ((EUID == 0)) || return 0
  if getent passwd postgres >/dev/null; then echo postgres; else echo nobody; fi
}

# as_postgres COMMAND...
as_postgres() {
  local user
  user=$(postgres_user)
  if [[ -z $user ]]; then "$@"; else setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups "$@"; fi
}

# Debian keeps PostgreSQL's programs off the PATH, below its major version; the newest is taken.
find_postgres() {
  local folders
  mapfile -t folders < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V)
  postgres_bin=${folders[-1]}
  [[ -x $postgres_bin/initdb ]] || postgres_bin=$(dirname "$(readlink -f "$(command -v initdb)")")
}

# Decides on `state` and `sockets`: below the checkout where PostgreSQL's user can get there and the names are short enough.
place_servers() {
  local key=${root//\//-}
  mkdir -p "$root/.run"
  if ! (cd / && as_postgres test -x "$root/.run"); then
    key=$(cksum <<<"$root")
    state=/var/tmp/scrutin-$EUID-${key%% *}
    mkdir -p "$state"
    [[ -O $state && ! -L $state ]] || fail "$state belongs to somebody else; remove it"
    say "PostgreSQL's user $(postgres_user) may not enter $root: the servers' data is in $state"
  fi
  [[ -O $state ]] || fail "$state belongs to $(stat -c %U "$state"): run ./dev as that user, or remove it"
  sockets=$state/sockets
  # The path of a Unix socket has at most 107 bytes; "/.s.PGSQL.5432" comes after the folder.
  if ((${#sockets} > 107 - 14)); then sockets=$(mktemp -d /tmp/scrutin.XXXXXX); fi
  mkdir -p "$sockets"
  own_by_postgres "$sockets"
}

# A folder below /tmp was for this run alone.
drop_sockets() { [[ $sockets != /tmp/scrutin.* ]] || rm -rf "$sockets"; }

# Closed to everybody else: who gets to the sockets may do everything in the databases.
own_by_postgres() {
  chmod 700 "$1"
  local user
  user=$(postgres_user)
  [[ -z $user ]] || chown "$user:" "$1"
}

forget_servers() {
  say "forgetting earlier votes"
  rm -rf "${state:?}/redis" "$state/postgres"
}

start_redis() {
  local asked=6379 port
  free_port "$asked"
  mkdir -p "$state/redis"
  # What a vote's "recorded" rests on: written to disk before the answer, never evicted, never trimmed by a snapshot's age.
  start redis redis-server --bind 127.0.0.1 --port "$port" --dir "$state/redis" \
    --unixsocket "$sockets/redis.sock" --unixsocketperm 700 \
    --appendonly yes --appendfsync always --maxmemory-policy noeviction --save ''
  wait_for "Redis' start" redis 60 redis_answers "$port"
  export SCRUTIN_REDIS_URL=redis://127.0.0.1:$port/0
}

redis_answers() { [[ $(redis-cli -h 127.0.0.1 -p "$1" ping) == PONG ]]; }

# Of "postgres (PostgreSQL) 15.3 (Debian 15.3-1)" what its databases have as PG_VERSION: 15; before 10 it is two numbers, 9.4.
data_version() { sed -nE '1 {s/^[^0-9]*(9\.[0-9]+|[0-9]+).*/\1/; p}'; }

start_postgres() {
  local home=$state/postgres ours theirs
  find_postgres
  mkdir -p "$home"
  own_by_postgres "$home"
  theirs=$("$postgres_bin/postgres" --version | data_version)
  if [[ ! -s $home/data/PG_VERSION ]]; then
    say "making a PostgreSQL $theirs database"
    rm -rf "$home/new" "$home/data"
    # Made beside, moved when whole: an interrupted run leaves nothing half made.
    (cd / && as_postgres "$postgres_bin/initdb" -D "$home/new" -U postgres -E UTF8 --locale=C.UTF-8 -N \
      --auth-local=trust --auth-host=reject) >"$logs/initdb.log" 2>&1 || {
      tail -n 15 "$logs/initdb.log" >&2
      stop_all
      fail "initdb could not make a database in $home"
    }
    mv "$home/new" "$home/data"
  fi
  ours=$(<"$home/data/PG_VERSION")
  [[ $ours == "$theirs" ]] || {
    stop_all
    fail "the votes in $home were kept by PostgreSQL $ours, and this is $theirs: ./dev run --fresh forgets them"
  }
  # On a socket alone: no port to collide, and nobody else on this machine gets in.
  as_user=$(postgres_user) death_signal=INT start postgres "$postgres_bin/postgres" -D "$home/data" \
    -c listen_addresses= -c port=5432 -c "unix_socket_directories=$sockets"
  wait_for "PostgreSQL's start" postgres 60 "$postgres_bin/pg_isready" -q -h "$sockets" -p 5432 -U postgres
  SCRUTIN_POSTGRES_URL="postgresql://postgres@/postgres?host=$(percent_encoded "$sockets")"
  export SCRUTIN_POSTGRES_URL
}

percent_encoded() {
  local text=$1 i out='' c LC_ALL=C
  for ((i = 0; i < ${#text}; ++i)); do
    c=${text:i:1}
    case $c in
      [A-Za-z0-9._~/-]) out+=$c ;;
      *) printf -v c '%%%02X' "'$c" && out+=${c: -3} ;;
    esac
  done
  printf '%s' "$out"
}
