#!/usr/bin/env bash
# clang-tidy over every source of the program (.clang-tidy says which checks); about half an hour on 2 cores.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release -B build/tidy -DFUGONG_UNITY=OFF >/dev/null
cmake --build build/tidy --target fugong_texts  # generated sources
git ls-files 'src/*.cpp' | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p build/tidy --quiet
