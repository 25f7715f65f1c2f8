# shellcheck shell=bash
# ./dev check: what can be said about the sources without running them. Each step runs, whatever the others found.

check_command() {
  (($# == 0)) || fail "./dev check takes no arguments"
  need build check
  mkdir -p "$root/build"
  local failed=() step
  for step in format rooms sql waits errors claims servers scripts javascript paths lengths deploy tidy; do
    "check_$step" || failed+=("$step")
  done
  if ((${#failed[@]})); then
    say "failed: ${failed[*]}"
    return 1
  fi
  say "every check passed"
}

# sources PATTERN...: files of ours, known to git or about to be.
sources() {
  git -c safe.directory="$root" ls-files -co --exclude-standard --deduplicate -- "$@" |
    while read -r file; do [[ ! -f $file ]] || echo "$file"; done
}

# Debian 12's clang-format and clang-tidy judge: other versions break some lines elsewhere, and know other rules.
judges() {
  local version
  version=$("$1" --version | grep -oE 'version [0-9]+')
  [[ $version == 'version 14' ]] && return 0
  say "$1: left out, this is $version and not 14, Debian 12's"
  return 1
}

check_format() {
  local files
  judges clang-format || return 0
  mapfile -t files < <(sources '*.cpp' '*.hpp')
  say "format: ${#files[@]} files"
  mapfile -t files < <(printf '%s\n' "${files[@]}" | xargs -r clang-format --dry-run -Werror 2>&1 |
    sed -nE 's/^([^ :]+):[0-9]+:[0-9]+: error: .*/\1/p' | sort -u)
  ((${#files[@]})) || return 0
  printf '    %s\n' "${files[@]}" "clang-format -i FILE mends it"
  return 1
}

check_rooms() {
  say "rooms: one way"
  "$root/dev.d/rooms_test" && "$root/dev.d/rooms" "$root"
}

check_sql() {
  say "sql: in actors/schema alone"
  "$root/dev.d/sql_test" && "$root/dev.d/sql" "$root"
}

check_waits() {
  say "waits: by the loop's time source"
  "$root/dev.d/waits_test" && "$root/dev.d/waits" "$root"
}

check_errors() {
  say "errors: values of one style"
  "$root/dev.d/errors_test" && "$root/dev.d/errors" "$root"
}

check_claims() {
  say "claims: each of SECURITY.md has its test"
  "$root/dev.d/claims_test" && "$root/dev.d/claims" "$root"
}

check_servers() {
  say "servers: nothing that redis 5.0 and postgres 9.4 lack"
  "$root/dev.d/too_new_test" && "$root/dev.d/too_new" "$root"
}

# ./dev with all that it sources, and each script that runs by itself.
check_scripts() {
  local files
  mapfile -t files < <(sources | tr '\n' '\0' | xargs -0 grep -lIE -m 1 '^#!.*(bash|/sh)')
  say "scripts: ${#files[@]} and what they source"
  shellcheck --external-sources --check-sourced "${files[@]}" && "$root/dev.d/failures_test" && "$root/dev.d/counts_test" &&
    "$root/dev.d/servers_test"
}

# The pages' scripts and the tests that are written in JavaScript: their form by prettier, the rest by eslint.
check_javascript() {
  local files found=0
  npm_packages .
  mapfile -t files < <(sources '*.js' '*.mjs')
  say "javascript: ${#files[@]} files"
  "$root/node_modules/.bin/prettier" --log-level warn --check "${files[@]}" || {
    echo "    node_modules/.bin/prettier --write FILE mends it"
    found=1
  }
  "$root/node_modules/.bin/eslint" "${files[@]}" || found=1
  return "$found"
}

# Nothing in the tree knows where it was written, or where its packages came from.
check_paths() {
  local places=("$root/" '/home/[a-z]+/' '/Users/[A-Za-z]+/' '"resolved": *"http') pattern
  say "paths: no machine's own"
  # A checkout right below the root or in /src has a name that means nothing.
  if [[ $(dirname "$root") == / ]]; then places=("${places[@]:1}"); fi
  pattern=$(IFS='|' && echo "${places[*]}")
  ! sources | grep -vxF 'dev.d/check.sh' | tr '\n' '\0' | xargs -0 grep -nIE -e "(^|[^A-Za-z0-9_.])($pattern)"
}

# For the eye: a file that long often holds a second noun.
check_lengths() {
  say "lengths: files past 300 lines"
  sources '*.cpp' '*.hpp' '*.js' '*.css' '*.sql' '*.lua' '*.sh' dev | tr '\n' '\0' | xargs -0 wc -l |
    awk '$2 != "total" && $1 > 300 {print "    " $1 " " $2}'
}

# The images' files, the compose files, the manifests and the workflows: their linters, their schemas, and what they promise.
check_deploy() {
  say "deploy: Dockerfiles, compose files, manifests, workflows"
  npm_packages tests/deploy
  node --test --test-reporter=spec "$root"/tests/deploy/{dockerfiles,compose,kubernetes,workflows}.test.mjs >"$root/build/deploy.log" 2>&1 || {
    cat "$root/build/deploy.log"
    return 1
  }
}

# clang-tidy on our sources; not on the tests, which the sanitizers and their own failing look after. What was found clean is
# remembered by its content and that of all of our headers that it includes: a second run takes seconds.
check_tidy() {
  local files clean=$root/build/check/clean todo=() file key
  judges clang-tidy || return 0
  mapfile -t files < <(sources config/\*.cpp http/\*.cpp pages/\*.cpp actors/\*.cpp vote/\*.cpp result/\*.cpp worker/\*.cpp bench/\*.cpp)
  mkdir -p "$clean"
  prepare_tidy >"$root/build/check.log" 2>&1 || {
    cat "$root/build/check.log"
    return 1
  }
  while read -r key file; do
    [[ -e $clean/$key ]] || todo+=("$key $file")
  done < <(tidy_keys "${files[@]}")
  say "clang-tidy: ${#todo[@]} of ${#files[@]} files, the others are as they were"
  ((${#todo[@]})) || return 0
  find "$clean" -type f -mtime +30 -delete
  printf '%s\n' "${todo[@]}" | xargs -P "$(at_once)" -L 1 "$root/dev.d/tidy" "$root/build/check"
}

# A build folder of its own, since nothing is compiled here; the embedded files' headers are made by their own commands alone:
# as targets they come after the libraries that they belong to.
prepare_tidy() {
  local generated file
  cmake --preset release -B "$root/build/check" -DSCRUTIN_TESTS=OFF -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON || return
  mapfile -t generated < <(ninja -C "$root/build/check" -t targets all |
    sed -nE 's,^([^ ]*embedded/[^ ]*\.hpp): .*,\1,p')
  for file in "${generated[@]}"; do
    (cd "$root/build/check" && sh -c "$(ninja -t commands -s "$file")") || return
  done
}

# tidy_keys FILE...: a line "KEY FILE" each.
tidy_keys() {
  local file rules commands=$root/build/check/compile_commands.json
  rules=$(cat "$root/.clang-tidy" && clang-tidy --version)
  for file in "$@"; do
    printf '%s %s\n' "$(
      {
        echo "$rules"
        grep -F -- "-c $root/$file\"" "$commands"
        closure "$file" | xargs sha256sum
      } | sha256sum | cut -c1-40
    )" "$file"
  done
}

# closure FILE: it and every file of ours that it includes, or that those include.
closure() {
  local open=("$1") file
  declare -A seen=()
  while ((${#open[@]})); do
    file=${open[-1]}
    unset 'open[-1]'
    [[ -z ${seen[$file]:-} && -f $file ]] || continue
    seen[$file]=1
    mapfile -t -O "${#open[@]}" open < <(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"([^"]+)".*/\1/p' "$file")
  done
  printf '%s\n' "${!seen[@]}" | sort
}
