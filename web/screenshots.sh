#!/usr/bin/env bash
# Writes a PNG of every page at 360 and 1440 px, light and dark, from a running demo (./run).
#   web/screenshots.sh [FOLDER] [PAGE,PAGE…]     FUGONG_URL and FUGONG_ACCOUNTS say which demo
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
exec node tests/browser/screenshots.mjs "${1:-build/screenshots}" "${@:2}"
