#!/usr/bin/env bash
# What a reader should not have to notice: formatting, length of files, names of one district or one disease in the code,
# shell scripts with pitfalls.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

status=0
complain() { echo "format: $1"; status=1; }

mapfile -t sources < <(git ls-files 'src/*.cpp' 'src/*.h' 'tests/*.cpp' 'tests/*.h' 'bench/*.cpp' 'bench/*.h' 'cmake/*.cpp')
clang-format-19 --dry-run -Werror "${sources[@]}" || complain "run: clang-format-19 -i \$(git ls-files '*.cpp' '*.h')"

# Policies are data: they live in policies/, scenarios/ and texts/.
mapfile -t named < <(git ls-files "src/*.cpp" "src/*.h" "web/*.ts" "web/*.vue")
if grep -niE "dadong|大东|shenyang|沈阳|covid|新冠" "${named[@]}"; then
  complain "a district or a disease is named in the code"
fi
while read -r lines file; do
  [ "$file" = total ] || [ "$lines" -le 500 ] || complain "$file has $lines lines; 500 are enough"
done < <(wc -l "${sources[@]}")
# The picture of the rooms is what the build says.
node docs/draw-rooms.mjs --check || complain "docs/rooms.svg"
git ls-files | grep -E '\.(sh)$|^(run|test|setup|\.ci/run|bench/run)$' | xargs shellcheck -S warning || complain "shell scripts"
exit $status
