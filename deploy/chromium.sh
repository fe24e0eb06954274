#!/bin/sh
# Chromium for the browser tests: nothing to do where there is one; from apt where we are root on Debian.
# Elsewhere the tests themselves say how to mend it.
set -eu
case ",${SKIP:-}," in *,browser,*) exit 0 ;; esac
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Bringing Chromium from apt" >&2
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
