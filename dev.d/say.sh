# shellcheck shell=bash
# What a person sees: one line a phase, with the seconds since the command began.

say() { printf '[%4ds] %s\n' "$SECONDS" "$*"; }

complain() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# The end, for what a person can mend: what happened, to what, what to do.
fail() {
  complain "$@"
  exit 2
}
