#!/usr/bin/env bash
# Tests of the web app's own rules, without a browser.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
[ -d web/node_modules/typescript ] || web/build.sh
node --test-reporter=spec tests/web/rules_test.mjs
