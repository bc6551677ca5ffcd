#!/usr/bin/env bash
# The phone app: its verifier in Node, then wallet and gate in a browser against the real server.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
program=${FUGONG:-build/release/fugong}
folder=$(mktemp -d "${FUGONG_TEST_TMP:-/tmp}/mobile.XXXXXX")
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
node --test --test-reporter=spec tests/mobile/verifier_test.mjs
"$program" rehearse scenarios/dadong-2022-04.yaml --db "sqlite:$folder/district.db" --accounts "$folder/accounts.json" --scale 0.05 --quiet
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
sms_port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
"$program" serve --db "sqlite:$folder/district.db" --port "$port" --resume-clock --sms-hook "http://127.0.0.1:$sms_port/sms" >"$folder/server.log" 2>&1 &
server=$!
export FUGONG_URL=http://127.0.0.1:$port FUGONG_ACCOUNTS=$folder/accounts.json FUGONG_TEST_TMP=$folder FUGONG_SMS_PORT=$sms_port
for _ in $(seq 100); do
  curl -fsS -o /dev/null "$FUGONG_URL/m/" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/server.log"; exit 1; }
  sleep 0.1
done
node --test --test-reporter=spec tests/mobile/run.mjs
