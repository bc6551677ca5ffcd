#!/usr/bin/env bash
# Fuzzes everything that parses what strangers send: fuzz.sh build | fuzz.sh run.
# Each target runs for a few seconds (minutes with FUGONG_LONG=1) from its kept corpus, if it has one.
set -eu
cd "$(dirname "$0")/.."
mapfile -t targets < <(find tests -name '*_fuzz.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort)
[ "${#targets[@]}" -gt 0 ]
case "$1" in
  build)
    cmake --preset fuzz
    cmake --build --preset fuzz --target "${targets[@]}"
    ;;
  run)
    seconds=5
    [ -n "${FUGONG_LONG:-}" ] && seconds=120
    for target in "${targets[@]}"; do
      echo "== $target"
      program=$(find build/fuzz -name "$target" -type f -perm -u+x | head -n 1)
      corpus=$(mktemp -d)
      seeds=tests/corpus/$target
      [ -d "$seeds" ] || seeds=
      # shellcheck disable=SC2086
      "$program" -max_total_time=$seconds -rss_limit_mb=2048 -timeout=10 -verbosity=0 -print_final_stats=1 \
        -artifact_prefix="$corpus/" "$corpus" $seeds
      rm -rf "$corpus"
    done
    ;;
esac
