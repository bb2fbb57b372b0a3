# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Set-up that quickstart.sh, test.sh and .ci/run share; to be sourced. Everything here may run
# again at any time: what is already there is neither installed nor built a second time. Leaves the
# shell in the root of the project, whatever directory it was started from.

unset CDPATH
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
EYERISS_ROOT="$(pwd -P)"

say() { printf '==> %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# The packages of packages.txt, one a line; given "ci", also those only continuous integration needs.
listed_packages() {
  awk -v also="$1" '
    { sub(/#.*/, "") }
    NF == 1 || (NF == 2 && $2 == also) { print $1 }' scripts/packages.txt
}

is_installed() {
  dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# install_packages "" or ci: installs what is missing, as root or with sudo.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "this is not Debian: taking for granted what scripts/packages.txt lists"
    return
  fi
  local package missing=()
  for package in $(listed_packages "$1"); do
    is_installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "packages are missing; as root, run: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q)
  say "installing ${missing[*]}"
  # An unreachable source need not matter to these packages: the installation has the last word.
  "${apt[@]}" update </dev/null >&2 || say "apt-get update failed; trying with the lists there are"
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >&2 ||
    fail "apt-get could not install ${missing[*]}"
}

# Compilers that may run at once: one per processor, and 1.5 GiB of memory for each.
build_jobs() {
  local processors memory_kib jobs
  processors="$(nproc)"
  memory_kib="$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)"
  jobs=$((memory_kib / (1536 * 1024)))
  ((jobs < processors)) || jobs="$processors"
  ((jobs > 0)) || jobs=1
  echo "${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs}"
}

# True if build/ holds a configuration of this very tree (trees get moved and copied) that is
# younger than the presets.
is_configured() {
  [[ build/build.ninja -nt CMakePresets.json ]] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$EYERISS_ROOT" build/CMakeCache.txt
}

# set_up [TARGET]: after it, build/ holds a Release build of the tree as it is now: of everything,
# or of one target.
set_up() {
  install_packages ""
  is_configured || cmake --preset release --fresh >&2
  cmake --build --preset release --parallel "$(build_jobs)" ${1:+--target "$1"} >&2
}
