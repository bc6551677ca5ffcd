#!/usr/bin/env bash
# Every pack that we ship is sound; a broken one is refused with file and line.
set -eu
cd "$(dirname "$0")/.."
for pack in policies/*/; do build/release/fugong policy check "$pack"; done
broken=$(mktemp -d)
trap 'rm -rf "$broken"' EXIT
cp -r policies/dadong-2022/. "$broken"
sed -i '0,/fire_rescue/s//no_such_department/' "$broken/routes.yaml"
if build/release/fugong policy check "$broken" >"$broken/out" 2>&1; then echo "a broken pack passed"; exit 1; fi
cat "$broken/out"
grep -qE 'routes\.yaml:[0-9]+: .*no_such_department' "$broken/out"
