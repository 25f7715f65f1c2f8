# shellcheck shell=bash
# The build: presets of CMakePresets.json, in build/PRESET.

# As many compilers as cores, and no more than memory holds: a file with all of CAF and Beast takes 1 GB and more.
at_once() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '$1 == "MemAvailable:" {print int($2 / 1500000)}' /proc/meminfo)
  if ((memory < 1)); then memory=1; fi
  echo $((cores < memory ? cores : memory))
}

configure() {
  local preset=$1 log=$root/build/$1.configure.log
  [[ -f $root/build/$preset/build.ninja ]] && return 0  # from here on ninja configures again by itself when it must
  mkdir -p "$root/build"
  say "configuring $preset"
  cmake --preset "$preset" -S "$root" >"$log" 2>&1 || {
    cat "$log" >&2
    rm -f "$root/build/$preset/build.ninja"
    fail "CMake cannot configure $preset, see above. After a change of packages, rm -r build/$preset helps"
  }
}

# build PRESET [TARGET...]: brings these targets up to date, all of them when none is named.
build() {
  local preset=$1 targets=()
  shift
  (($# == 0)) || targets=(--target "$@")
  configure "$preset"
  say "building $preset${*:+: $*}"
  NINJA_STATUS='[%f/%t %es] ' cmake --build "$root/build/$preset" --parallel "$(at_once)" "${targets[@]}" ||
    fail "the build of $preset failed; the compiler says why above"
}

# The three services, as targets and, below build/PRESET, as files.
# shellcheck disable=SC2034 # for run.sh
services=(vote/vote result/result worker/worker)

build_command() {
  need build
  (($# <= 1)) || fail "usage: ./dev build [release|debug|tsan]"
  build "${1:-release}"
}
