#!/bin/sh
# Installs Debian packages for commands that are missing. Arguments: command:package …; `font:` asks for a Chinese font,
# `postgres:` for a PostgreSQL server, whose programs Debian keeps off the path.
set -eu
missing=""
for pair in "$@"; do
    command=${pair%%:*}
    package=${pair#*:}
    if [ "$command" = font ]; then
        [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ] || missing="$missing $package"
    elif [ "$command" = postgres ]; then
        ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || missing="$missing $package"
    else
        command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
root=""
[ "$(id -u)" = 0 ] || root="sudo"
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq
# shellcheck disable=SC2086
$root apt-get install -y -qq --no-install-recommends $missing >/dev/null
