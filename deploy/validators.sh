#!/bin/sh
# The programs our routing tables must load in, locked beside this file:  deploy/validators.sh
# Python ones into .tools/validators; Node ones into .tools/validators-node where npm is (elsewhere their tests are
# skipped by name). SKIP=validators brings neither.
set -eu
cd "$(dirname "$0")/.."
case ",${SKIP:-}," in *,validators,*) exit 0 ;; esac
here=deploy/validators

if uv --version >/dev/null 2>&1; then UV=uv; else UV=.tools/bin/uv; fi
if ! [ .tools/validators.done -nt $here/uv.lock ]; then
    echo "Bringing the gateways' own libraries into .tools/validators" >&2
    UV_PROJECT_ENVIRONMENT="$PWD/.tools/validators" "$UV" sync --quiet --frozen --project $here ${PYTHON:+--python "$PYTHON"}
    touch .tools/validators.done
fi
if command -v npm >/dev/null 2>&1 && ! [ .tools/validators-node/done -nt $here/package-lock.json ]; then
    echo "Bringing the Node gateways into .tools/validators-node" >&2
    mkdir -p .tools/validators-node
    cp $here/package.json $here/package-lock.json .tools/validators-node/
    npm ci --prefix .tools/validators-node --silent --no-audit --no-fund --ignore-scripts
    touch .tools/validators-node/done
fi
