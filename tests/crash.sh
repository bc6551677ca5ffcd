#!/usr/bin/env bash
# Kills the server with -9 under 64 writers, 20 rounds on SQLite and some on PostgreSQL, and counts what was acknowledged.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"
program=${FUGONG:-build/release/fugong}
folder=$(mktemp -d "${FUGONG_TEST_TMP:-/tmp}/crash.XXXXXX")
trap 'rm -rf "$folder"' EXIT
printf 'A long enough passw0rd\n' >"$folder/password"

# crash NAME DB ROUNDS
crash() {
  echo "$1"
  "$program" init --db "$2" --keys "$folder/$1.keys" --policy policies/dadong-2022 --code 210104 --name 沈阳市大东区 \
    --admin root --admin-name 管理员 --password-file "$folder/password" >/dev/null
  node tests/crash/writers.mjs "$program" "$2" "$folder/$1.keys" "$3"
}
crash sqlite "sqlite:$folder/district.db" "$([ -n "${FUGONG_LONG:-}" ] && echo 200 || echo 20)"
if [ -n "${FUGONG_TEST_POSTGRES:-}" ]; then
  psql -q "$FUGONG_TEST_POSTGRES" -c 'DROP DATABASE IF EXISTS fugong_crash' -c 'CREATE DATABASE fugong_crash'
  crash postgresql "${FUGONG_TEST_POSTGRES/\/postgres?//fugong_crash?}" 5
  psql -q "$FUGONG_TEST_POSTGRES" -c 'DROP DATABASE fugong_crash'
fi
