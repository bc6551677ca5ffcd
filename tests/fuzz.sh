#!/usr/bin/env bash
# Fuzzes everything that parses what strangers send, with the targets of the asan build.
# Each target runs for a few seconds (minutes with FUGONG_LONG=1; FUGONG_FUZZ_SECONDS says how many) from its kept corpus,
# if it has one; fuzz.sh NAME... runs only those.
set -eu
cd "$(dirname "$0")/.."
mapfile -t targets < <(find tests -name '*_fuzz.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort)
[ "${#targets[@]}" -gt 0 ]
[ $# = 0 ] || targets=("$@")
seconds=3
[ -n "${FUGONG_LONG:-}" ] && seconds=120
seconds=${FUGONG_FUZZ_SECONDS:-$seconds}
failed=0
for target in "${targets[@]}"; do
  echo "== $target"
  program=$(find build/asan -name "$target" -type f -perm -u+x | head -n 1)
  found=$(mktemp -d)
  seeds=tests/corpus/$target
  [ -d "$seeds" ] || seeds=
  # shellcheck disable=SC2086
  if "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="$found/" "$found" $seeds; then
    rm -rf "$found"
  else
    echo "not ok $target: what broke it is kept in $found"
    failed=1
  fi
done
exit $failed
