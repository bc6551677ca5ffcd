#!/usr/bin/env bash
# Three districts and a city root, each a process of its own: trust, revocation, requests, key roll-over, liars, crashes.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
folder=$(mktemp -d "${FUGONG_TEST_TMP:-/tmp}/districts.XXXXXX")
trap 'rm -rf "$folder"' EXIT

[ -d web/node_modules/@auth0/cose ] && [ -d web/node_modules/playwright-core ] || web/build.sh
FUGONG=$PWD/${FUGONG:-build/release/fugong} FUGONG_TEST_FOLDER=$folder \
  node --test --test-reporter=spec tests/districts/story.mjs
