# shellcheck shell=bash
# TCP ports: which are taken, and how two checkouts that start at once keep out of each other's way.

taken_ports=() # those that this command has given out already

port_taken() {
  local hex
  [[ " ${taken_ports[*]} " == *" $1 "* ]] && return 0
  printf -v hex '%04X' "$1"
  grep -qsE "^ *[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A " /proc/net/tcp /proc/net/tcp6
}

# free_port FROM: sets `port` to the first free one from there on.
free_port() {
  port=$1
  while port_taken "$port"; do
    ((port < 65535)) || fail "no port from $1 on is free"
    port=$((port + 1))
  done
  taken_ports+=("$port")
}

# Held from choosing ports until everything listens. The services share a port with others of the same user that ask for it
# (SO_REUSEPORT), so a doubly chosen port would be no error: each would get a part of the other's visitors.
lock_ports() {
  exec {port_lock}>>"/tmp/scrutin-ports-$EUID.lock"
  flock "$port_lock"
}

unlock_ports() { flock -u "$port_lock"; } # closing alone would not do: the children have the descriptor too

# answers HOST:PORT PATH: whether a GET is answered 200.
answers() (
  host=${1%:*} host=${host#[} host=${host%]}
  case $host in 0.0.0.0 | ::) host=127.0.0.1 ;; esac
  exec {connection}<>"/dev/tcp/$host/${1##*:}" || exit 1
  printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$2" "$1" >&"$connection"
  read -r -t 3 status <&"$connection" || exit 1
  [[ $status == HTTP/1.?\ 200* ]]
)
