# shellcheck shell=bash
# ./dev shots: pictures of every page, in docs/shots. What the README shows of them is in git.

shots_command() {
  (($# == 0)) || fail "./dev shots takes no arguments"
  need build servers e2e shots
  prepare_browser
  build release "${services[@]}" tests/support/servers
  say "taking pictures"
  local folder=$root/docs/shots
  SCRUTIN_BUILD=$root/build/release node "$root/tests/e2e/shots.mjs" "$folder" || fail "not all pictures were taken, see above"
  find "$folder" -name '*.png' -print0 | xargs -0 pngquant --force --ext .png --skip-if-larger --strip --speed 1 256 || true
  say "$(find "$folder" -name '*.png' | wc -l) pictures in docs/shots, $(du -k --apparent-size "$folder" | cut -f1) kB"
}
