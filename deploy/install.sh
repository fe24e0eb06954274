#!/bin/sh
# Makes .venv from uv.lock:  deploy/install.sh run  (dashboard and worker)  or  deploy/install.sh dev  (all of it).
# Needs Python 3.11 or newer; uv is used where it is installed, else it is put into .tools by pip.
set -eu
cd "$(dirname "$0")/.."

fail() {
    echo "$1" >&2
    exit 1
}

newest_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

if uv --version >/dev/null 2>&1; then
    UV=uv
elif [ -x .tools/bin/uv ]; then
    UV=.tools/bin/uv
else
    python=$(newest_python)
    [ -n "$python" ] || fail "Intel needs Python 3.11 or newer and found none: install it, or say where it is with make PYTHON=/path/to/python."
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        fail "This Python has no venv module: install it (Debian and Ubuntu: apt-get install python3-venv), then call make again."
    echo "Bringing uv into .tools" >&2
    "$python" -m venv .tools
    .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
    UV=.tools/bin/uv
fi

# Without a named interpreter uv takes the first on the path that is new enough.
if [ -n "${PYTHON:-}" ]; then
    set -- "$1" --python "$PYTHON"
fi
kind=$1
shift
case $kind in
run) "$UV" sync --frozen --inexact --no-default-groups --extra dashboard --extra scores --extra genai-prices "$@" ;;
dev) "$UV" sync --frozen --all-extras "$@" ;;
*) fail "say run or dev" ;;
esac
