# shellcheck shell=bash
# ./dev test: the parts that tests.txt names, one ctest each, summed up in the last line.

test_command() {
  local only_preset='' regex='' name preset targets arguments report status passed=0 failed=0 skipped=0 ran=0 failures=''
  while (($#)); do
    case $1 in
      --preset) only_preset=${2:?--preset takes release, debug, tsan or fuzz} && shift 2 ;;
      -R) regex=${2:?-R takes a regular expression} && shift 2 ;;
      *) fail "./dev test does not know \"$1\"; it takes -R REGEX and --preset release|debug|tsan|fuzz" ;;
    esac
  done
  if [[ -n $only_preset ]] && ! parts | awk -v p="$only_preset" '$2 == p {found = 1} END {exit !found}'; then
    fail "no tests run on a build \"$only_preset\": $(parts | awk '{print $2}' | xargs)"
  fi

  # One installation for all parts, before anything is built.
  need build servers faults
  while read -r name preset targets arguments; do
    [[ -z $only_preset || $only_preset == "$preset" ]] || continue
    if [[ $name == e2e ]]; then prepare_browser; fi
    if [[ $name == fuzz || $name == cost ]]; then need "$name"; fi
  done < <(parts)

  while read -r -u 3 name preset targets arguments; do
    [[ -z $only_preset || $only_preset == "$preset" ]] || continue
    if [[ $name == fuzz ]] && ! fuzzes; then
      say "fuzz: left out, there is no clang++ with its libFuzzer here"
      continue
    fi
    report=$root/build/$preset.tests.log
    rm -rf "$report" "$root/build/$preset/cases"
    status=0
    test_part "$name" "$preset" "$targets" "$report" "$regex" "$arguments" || status=$?
    count "$report" "$status" "$root/build/$preset/cases"
    [[ ! -f $report ]] || failures+=$("$root/dev.d/failures" "$name" "$report")$'\n'
    ran=$((ran + 1))
  done 3< <(parts)

  if ((passed + failed == 0)); then
    complain "no test ran${regex:+: none of the $ran parts has one that matches \"$regex\"}"
    failed=1
  fi
  if ((skipped)); then say "$skipped skipped"; fi
  say "the tests are through"
  grep . <<<"$failures" || true
  echo "$passed passed, $failed failed"
  ((failed == 0))
}

parts() { grep -vE '^ *(#|$)' "$root/dev.d/tests.txt"; }

# Whether the clang that is here can link a fuzz target.
fuzzes() {
  local target='extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }'
  clang++ -x c++ -fsanitize=fuzzer - -o /dev/null <<<"$target" 2>/dev/null
}

# Builds and runs one part. In a subshell: a build that fails costs its own part only.
test_part() (
  name=$1 preset=$2 targets=$3 report=$4 regex=$5
  read -r -a arguments <<<"$6"
  IFS=, read -r -a targets <<<"$targets"
  if [[ ${targets[*]} == all ]]; then targets=(); fi
  # Configured before there was a node, the build has no end-to-end test.
  if grep -qs 'NODE:FILEPATH=NODE-NOTFOUND' "$root/build/$preset/CMakeCache.txt"; then rm "$root/build/$preset/build.ninja"; fi
  build "$preset" "${targets[@]}"
  if [[ -n $regex ]]; then arguments=("${arguments[@]/case/program}" -R "$regex"); else arguments+=(--no-tests=error); fi
  # Settings of the one who tests are not those of the services under test, which would refuse what they do not know.
  [[ -z ${!SCRUTIN_@} ]] || unset "${!SCRUTIN_@}"
  unset PORT DATABASE_URL "${!REDIS_@}" "${!POSTGRES_@}" "${!DB_@}" "${!PG@}"
  say "testing: $name ($preset)"
  calm ctest --preset "$preset" "${arguments[@]}" --parallel "$(nproc)" </dev/null 2>&1 | tee "$report"
)

# ThreadSanitizer and AddressSanitizer of g++ 12 know too few places for a kernel's random addresses (vm.mmap_rnd_bits 32):
# without them the programs start everywhere.
calm() {
  if setarch "$(uname -m)" -R true 2>/dev/null; then setarch "$(uname -m)" -R "$@"; else "$@"; fi
}

# count REPORT STATUS CASES: adds what ctest said of one part, and its programs in CASES, to passed, failed, skipped and failures of
# the caller. Where it said nothing, as after a build that fails, the part counts as one failed test.
count() {
  local good=0 bad=0 missed=0
  if [[ -f $1 ]]; then read -r good bad missed < <("$root/dev.d/counts" "$1" "$3"); fi
  passed=$((passed + good)) skipped=$((skipped + missed))
  if (($2 != 0 && bad == 0)); then
    bad=1
    failures+="failed: a build or a ctest that ended with status $2, see ${1##*/} or above"$'\n'
  fi
  failed=$((failed + bad))
}

# npm_packages FOLDER: what FOLDER/package-lock.json asks of npm.
npm_packages() {
  local folder=$root/$1
  [[ ! $folder/node_modules/.installed -nt $folder/package-lock.json ]] || return 0
  say "fetching what $1/package-lock.json names"
  (cd "$folder" && npm ci --no-audit --no-fund) || fail "npm could not fetch what $1/package-lock.json names, see above"
  touch "$folder/node_modules/.installed"
}

# Node, what tests/e2e and tests/deploy ask of npm, and a Chromium, whose path the tests take from CHROMIUM.
prepare_browser() {
  local folder=$root/tests/e2e name
  need e2e
  npm_packages tests/e2e
  npm_packages tests/deploy
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [[ -n $name ]] && CHROMIUM=$(command -v "$name"); then
      export CHROMIUM
      return
    fi
  done
  # Ubuntu has Chromium as a snap only, which a container cannot install.
  say "fetching Chromium by playwright"
  local as_root=()
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" "$(command -v node)" "$folder/node_modules/playwright-core/cli.js" install-deps chromium
  (cd "$folder" && node node_modules/playwright-core/cli.js install chromium) ||
    fail "there is no Chromium: install one, or name it: CHROMIUM=/path/to/chromium ./dev test"
  CHROMIUM=$(cd "$folder" && node -e 'console.log(require("playwright-core").chromium.executablePath())')
  export CHROMIUM
}
