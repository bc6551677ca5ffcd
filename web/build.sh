#!/usr/bin/env bash
# Builds the web app into web/dist: packages (only when the lock changed), type check, bundle.
set -euo pipefail
cd "$(dirname "$0")"

# Debian 12's own Node.js is 18, too old for the bundler; ./setup then puts a newer one into .tools.
tools=$PWD/../.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"

stamp=node_modules/.fugong-lock
if ! cmp -s package-lock.json "$stamp"; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
node node_modules/vue-tsc/bin/vue-tsc.js --noEmit
node node_modules/typescript/bin/tsc --noEmit -p tsconfig.worker.json
node node_modules/vite/bin/vite.js build desk --config vite.config.ts --logLevel warn
node node_modules/vite/bin/vite.js build --config vite.mobile.config.ts --logLevel warn
echo "web: built into web/dist ($(du -sh dist | cut -f1))"
