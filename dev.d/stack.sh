# shellcheck shell=bash
# ./dev stack: the images, and the compose file that runs them, seen from outside.

stack_command() {
  local built='' argument compose status=0
  for argument in "$@"; do
    case $argument in
      --built) built=yes ;;
      *) fail "./dev stack does not know \"$argument\"; it takes --built, for images that are there already" ;;
    esac
  done
  docker info >/dev/null 2>&1 || fail "no container engine answers: install one (Debian: docker.io) and start it, or let this user talk to it"
  if docker compose version >/dev/null 2>&1; then
    compose="docker compose"
  elif command -v docker-compose >/dev/null; then
    compose=docker-compose
  else
    fail "there is neither \"docker compose\" nor docker-compose (Debian: docker-compose)"
  fi
  compose=${COMPOSE:-$compose}
  prepare_browser

  export VOTE_IMAGE=${VOTE_IMAGE:-scrutin-vote} RESULT_IMAGE=${RESULT_IMAGE:-scrutin-result} WORKER_IMAGE=${WORKER_IMAGE:-scrutin-worker}
  export CROWD_IMAGE=${CROWD_IMAGE:-scrutin-crowd} SEED_IMAGE=${SEED_IMAGE:-scrutin-seed} PROXY_IMAGE=${PROXY_IMAGE:-scrutin-proxy}
  build_images "$built"

  mkdir -p "$logs"
  lock_ports
  free_port "${VOTE_PORT:-8080}" && export VOTE_PORT=$port
  free_port "${RESULT_PORT:-8081}" && export RESULT_PORT=$port
  export COMPOSE=$compose STACK_PROJECT=scrutin-stack-$$ STACK_LOGS=$logs/stack.log
  say "testing the stack with $compose, on ports $VOTE_PORT and $RESULT_PORT"
  STACK_BUILT=$built node --test --test-concurrency=1 --test-reporter=spec "$root"/tests/deploy/{stack,samples,docs}.test.mjs 2>&1 |
    tee "$logs/stack.test.log" || status=$?
  unlock_ports
  say "images, and the packages that each adds to $(base_image)"
  show_images || status=1
  say "stack: $(count_of pass) passed, $(count_of fail) failed; the containers' logs are in .run/logs/stack.log"
  ((status == 0))
}

# count_of pass|fail: what node's test runner summed up.
count_of() { sed -nE "s/^[^a-z]*$1 ([0-9]+)$/\1/p" "$logs/stack.test.log" | tail -n 1; }

base_image() { echo "${BASE_IMAGE:-debian:bookworm-slim}"; }

# build_image TAG FOLDER, or build_image TAG -f DOCKERFILE FOLDER
build_image() {
  local tag=$1
  shift
  say "building $tag"
  # shellcheck disable=SC2086 # options, with spaces between
  docker build ${BUILD_OPTIONS:-} --build-arg "BASE=$(base_image)" -t "$tag" "$@" >"$root/build/${tag//[^a-z0-9]/-}.image.log" 2>&1 || {
    tail -n 40 "$root/build/${tag//[^a-z0-9]/-}.image.log" >&2
    fail "the image $tag cannot be built, see above"
  }
}

# build_images BUILT: those of the services too, unless they are BUILT. The unit tests in the image's own build first: a builder
# that leaves out what nothing needs would leave them out. Then side by side: while one compiles, another fetches its packages.
build_images() {
  local built=$1 name variable builds=() build status=0
  mkdir -p "$root/build"
  if [[ -z $built ]]; then
    build_image scrutin-test --target test -f vote/Dockerfile .
    for name in vote result worker crowd; do
      variable=${name^^}_IMAGE
      build_image "${!variable}" --target runtime \
        --build-arg "REVISION=$(git -c safe.directory="$root" rev-parse HEAD 2>/dev/null || echo unknown)" \
        --build-arg "CREATED=$(date -u +%FT%TZ)" -f "$name/Dockerfile" . &
      builds+=($!)
    done
  fi
  build_image "$SEED_IMAGE" deploy/seed &
  builds+=($!)
  build_image "$PROXY_IMAGE" deploy/proxy &
  builds+=($!)
  for build in "${builds[@]}"; do
    wait "$build" || status=1
  done
  return "$status"
}

# What each image adds to its base: 60 MB at most.
show_images() {
  local name variable base added status=0
  base=$(docker image inspect -f '{{.Size}}' "$(base_image)")
  for name in vote result worker crowd; do
    variable=${name^^}_IMAGE
    added=$(($(docker image inspect -f '{{.Size}}' "${!variable}") - base))
    printf '    %-8s %d.%d MB more than its base: %s\n' "$name" $((added / 1000000)) $((added / 100000 % 10)) \
      "$(docker run --rm --network none --entrypoint /bin/cat "${!variable}" /usr/local/share/scrutin/packages | xargs)"
    if ((added > 60000000)); then
      complain "$name is too large: more than 60 MB on top of its base"
      status=1
    fi
  done
  return "$status"
}
