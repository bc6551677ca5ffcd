#!/usr/bin/env bash
# Refreshes shared/api.generated.d.ts from the routes that the program declares. Run it after a route changed and
# commit the result; the type check then shows every screen that has to follow.
set -euo pipefail
cd "$(dirname "$0")"

tools=$PWD/../.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
program=${FUGONG:-../build/release/fugong}
description=$(mktemp --suffix=.json)
trap 'rm -f "$description"' EXIT

"$program" openapi >"$description"
node node_modules/openapi-typescript/bin/cli.js "$description" -o shared/api.generated.d.ts
