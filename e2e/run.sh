#!/bin/sh
# The journeys in a browser. FADU_BIN names another program, CHROMIUM_BIN another browser.
set -eu
cd "$(dirname "$0")"
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund
exec node --test-reporter=spec run.mjs
