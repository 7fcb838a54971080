# Sourced by build/run and build/test: a virtual environment with exactly the pinned packages, and Debian's packages where allowed.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${TRAININGDESK_VENV:-$root/.venv}
pins=$root/build/requirements

say() { printf '%s\n' "$*" >&2; }

# missing_debian_packages LIST...: names of these lists that are not installed; none where there is no dpkg.
missing_debian_packages() {
    command -v dpkg-query >/dev/null || return 0
    (cd "$pins" && cat "${@/%/.txt}") | grep -v '^#' | while read -r package; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
    done
}

# install_debian_packages LIST...
install_debian_packages() {
    local missing become=()
    missing=$(missing_debian_packages "$@")
    [ -z "$missing" ] && return 0
    if [ "$(id -u)" != 0 ]; then
        if sudo -n true 2>/dev/null; then become=(sudo -n); else
            say "Please install these Debian packages once: apt-get install $missing"
            return 0
        fi
    fi
    say "Installing Debian packages: $missing"
    # shellcheck disable=SC2086 -- a list of names
    if ! { "${become[@]}" apt-get update -qq && "${become[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing; } >&2; then
        say "Debian packages could not be installed; please install once: apt-get install $missing"
    fi
}

# python 3.11 or newer
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
        [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && {
            printf '%s' "$candidate"
            return 0
        }
    done
    say "Python 3.11 or newer is needed: apt-get install python3 python3-venv"
    return 1
}

# install_pinned FILE...: the packages of these files, each with its hash; skipped while the files are as they were.
install_pinned() {
    local stamp=$venv/.pinned-$1 wanted file files=()
    for file in "$@"; do files+=(-r "$pins/$file.txt"); done
    wanted=$(cd "$pins" && cat "${@/%/.txt}" ../../pyproject.toml | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    say "Installing pinned Python packages ($*) …"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes "${files[@]}" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e "$root" >&2
    printf '%s\n' "$wanted" >"$stamp"
}

# set_up FILE...: everything; afterwards $venv/bin/python runs the program. debian="LIST..." names further Debian lists.
set_up() {
    # shellcheck disable=SC2086 -- a list of names
    install_debian_packages debian ${debian:-}
    if [ ! -x "$venv/bin/python" ]; then
        local python
        python=$(find_python)
        "$python" -m venv "$venv" || { say "The virtual environment could not be made: apt-get install python3-venv"; return 1; }
    fi
    install_pinned "$@"
    "$venv/bin/python" "$root/build/compile_catalogue.py"
}
