#!/usr/bin/env bash
# Runs the C++ tests of a sanitizer build: sanitized.sh BUILD_FOLDER [ROOM...]; without rooms, all of them.
set -u
folder=$1
shift
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 UBSAN_OPTIONS=print_stacktrace=1
LSAN_OPTIONS=suppressions=$(dirname "$0")/leaks.supp:print_suppressions=0
export LSAN_OPTIONS
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
status=0
if [ $# -gt 0 ]; then programs=("${@/#/$folder/test_}"); else programs=("$folder"/test_*); fi
for program in "${programs[@]}"; do
  [ -x "$program" ] || continue
  echo "== $program"
  # PostgreSQL's own code is not under the sanitizers: the room that speaks to it is enough.
  filter='*'
  [ "${program##*/}" = test_db ] || filter='-*postgresql*'
  "$program" --gtest_brief=1 --gtest_filter="$filter" || status=1
done
exit $status
