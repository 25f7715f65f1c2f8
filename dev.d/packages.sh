# shellcheck shell=bash
# Packages: what packages.txt names, what of it is missing, and how it comes here.

# packages_missing GROUP...: those that this machine lacks, one a line.
packages_missing() {
  local codename group name options option wanted
  # shellcheck source=/dev/null
  codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  while read -r group name options; do
    [[ $group == \#* || -z $group || " $* " != *" $group "* ]] && continue
    wanted=$name
    for option in $options; do
      case $option in
        unless=*) if command -v "${option#*=}" >/dev/null; then wanted=-; fi ;;
        "$codename"=*) if [[ $wanted != - ]]; then wanted=${option#*=}; fi ;;
      esac
    done
    [[ $wanted == - ]] || package_installed "$wanted" || printf '%s\n' "$wanted"
  done <"$root/packages.txt"
}

package_installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# need GROUP...: installs what these groups lack, in one call; nothing happens where nothing is missing.
need() {
  local -a missing as_root=()
  command -v dpkg-query >/dev/null || fail "no dpkg-query here: ./dev installs on Debian 12, Debian 13 and Ubuntu 24.04." \
    "Elsewhere, install by hand what packages.txt names, and build with cmake --preset release"
  mapfile -t missing < <(packages_missing "$@")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "these packages are missing, and there is no sudo to install them. As root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${#missing[@]} packages and what they need: ${missing[*]}"
  "${as_root[@]}" "$root/dev.d/install" "${missing[@]}" || fail "the packages could not be installed; apt-get says why above"
  say "packages are installed"
}
