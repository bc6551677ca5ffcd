#!/usr/bin/env bash
# Every measuring program runs, at its smallest size, and prints rows that are what they should be. No speed is asserted.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "bench: $1" >&2; exit 1; }
tools=$PWD/.tools/node_modules/node/bin
[ -x "$tools/node" ] && export PATH="$tools:$PATH"

folder=$(mktemp -d "${FUGONG_TEST_TMP:-/tmp}/bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT
export TMPDIR=$folder

bench/run --brief --json --all >"$folder/rows" || fail "not everything could be measured"
node -e '
  const { readFileSync } = require("fs")
  const rows = readFileSync(process.argv[1], "utf8").trim().split("\n").map((line) => JSON.parse(line))
  const keys = "name value unit reference reference_value ratio goal held".split(" ")
  for (const row of rows) {
    const missing = keys.filter((key) => !(key in row) && !(key === "held" && row.goal === ""))
    if (missing.length) throw new Error(`${JSON.stringify(row)} lacks ${missing}`)
    if (!(row.value >= 0) || !(row.ratio >= 0)) throw new Error(`no figure in ${JSON.stringify(row)}`)
    if (row.goal !== "" && typeof row.held !== "boolean") throw new Error(`held or not? ${JSON.stringify(row)}`)
  }
  if (rows.length < 27) throw new Error(`only ${rows.length} rows`)
  console.log(`bench: ${rows.length} rows`)
' "$folder/rows" || fail "the rows are not as they should be"
build/release/bench/show table <"$folder/rows" | grep 'case lifecycles over HTTP' >/dev/null || fail "the table lacks its main row"
build/release/bench/show markdown <"$folder/rows" | grep '^| case lifecycles' >/dev/null || fail "the Markdown lacks its main row"
if bench/run nonsense 2>/dev/null; then fail "an unknown name was taken"; fi
