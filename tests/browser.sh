#!/usr/bin/env bash
# Browser tests against the real server on a small rehearsed district; ends what it starts.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
program=${FUGONG:-build/release/fugong}
folder=$(mktemp -d "${FUGONG_TEST_TMP:-/tmp}/browser.XXXXXX")
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT

[ -d web/node_modules/playwright-core ] || web/build.sh
"$program" rehearse scenarios/dadong-2022-04.yaml --db "sqlite:$folder/district.db" --accounts "$folder/accounts.json" --scale 0.1
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
"$program" serve --db "sqlite:$folder/district.db" --port "$port" --resume-clock --channels-inside >"$folder/server.log" 2>&1 &
server=$!
export FUGONG_URL=http://127.0.0.1:$port FUGONG_ACCOUNTS=$folder/accounts.json
for _ in $(seq 100); do
  curl -fsS -o /dev/null "$FUGONG_URL/" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/server.log"; exit 1; }
  sleep 0.1
done
status=0
for file in run enterprise officials command reviewers supervision plants phones notices tickets offline every_page; do
  node --test-reporter=spec "tests/browser/$file.mjs" || status=1
done
exit $status
