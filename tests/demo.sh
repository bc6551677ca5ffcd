#!/usr/bin/env bash
# The whole wave as a newcomer sees it: rehearsed, its bulletin read, its log verified, a pass judged offline.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$PWD/${FUGONG:-build/release/fugong}
folder=$(mktemp -d "${FUGONG_TEST_TMP:-/tmp}/demo.XXXXXX")
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap finish EXIT
db=sqlite:$folder/district.db
fail() { echo "demo: $1" >&2; exit 1; }

"$program" rehearse scenarios/dadong-2022-04.yaml --db "$db" --accounts "$folder/accounts.json" --quiet || fail "the wave did not reach the district's figures"
"$program" audit verify --db "$db" >"$folder/audit.json" || fail "the audit log is damaged"

# The mission's figures, read again by another process.
"$program" bulletin --db "$db" --as-of 2022-04-24 --format json >"$folder/bulletin.json"
for figure in '"enterprises_resumed":405' '"employees_returned":48480' '"employees_normal":61523' '"return_rate_percent":78.8' \
  '"capacity_over_80":303' '"above_scale_resumed":135' '"above_scale_total":135' '"passes_employee":72676' '"passes_truck":650' \
  '"truck_enterprises":69' '"passes_commuter":210' '"commuter_enterprises":34' '"resident_officers":22' '"resident_enterprises":20' '"suspensions":2' '"tickets_solved":124'; do
  grep -q "${figure}[,}]" "$folder/bulletin.json" || fail "the bulletin does not say $figure: $(cat "$folder/bulletin.json")"
done
"$program" bulletin --db "$db" --as-of 2022-04-24 | grep -q '405 家企业复工复产' || fail "the Chinese bulletin lacks its main figure"
"$program" --lang en bulletin --db "$db" --as-of 2022-04-24 | grep -q '405 enterprises' || fail "the English bulletin lacks its main figure"
if "$program" bulletin --db "$db" --as-of 24.4.2022 2>/dev/null; then fail "a wrong date was taken"; fi

# Served: log-in, a pass, the lists; then judged without a network.
"$program" serve --db "$db" --port 0 --resume-clock >"$folder/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  url=$(grep -oE 'http://127.0.0.1:[0-9]+' "$folder/server.log" || true)
  [ -n "$url" ] && break
  sleep 0.05
done
[ -n "$url" ] || fail "the server did not start: $(cat "$folder/server.log")"
curl -fsS -c "$folder/jar" -H 'Content-Type: application/json' -d '{"login":"e0001","password":"Fugong-demo-2022"}' "$url/api/v1/session" >/dev/null
pass=$(curl -fsS -b "$folder/jar" "$url/api/v1/passes?limit=1" | grep -oE '"id":"[0-9a-f-]{36}"' | head -n 1 | cut -d'"' -f4)
curl -fsS -b "$folder/jar" "$url/api/v1/passes/$pass" >"$folder/pass.json"
token=$(grep -oE '"token":"[^"]*"' "$folder/pass.json" | cut -d'"' -f4)
list=$(grep -oE '"status_list":[0-9]+' "$folder/pass.json" | cut -d: -f2)
issued=$(grep -oE '"issued_at":"[^"]*"' "$folder/pass.json" | cut -d'"' -f4)
curl -fsS -o "$folder/trust" "$url/api/v1/trust-list"
curl -fsS -o "$folder/status" "$url/api/v1/status-list/$list"
kill "$server"
wait "$server" || fail "the server did not stop in order"
server=
"$program" pass verify "$token" --trust "$folder/trust" --status "$folder/status" --at "${issued%.*}Z" >"$folder/verdict.json" ||
  fail "a good pass is not green: $(cat "$folder/verdict.json")"
grep -q '"verdict":"green"' "$folder/verdict.json" || fail "no verdict"
if "$program" pass verify "$token" --trust "$folder/trust" --at 2023-01-01T00:00:00Z >"$folder/verdict.json"; then fail "an expired pass is green"; fi
grep -q '"reason":"expired"' "$folder/verdict.json" || fail "an expired pass is called otherwise: $(cat "$folder/verdict.json")"
if "$program" pass verify "${token%?????}AAAAA" --trust "$folder/trust" --at "${issued%.*}Z" >/dev/null; then fail "a forged pass is green"; fi

# Somebody changes the past.
sqlite3 "$folder/district.db" "UPDATE audit_entry SET detail = 'changed' WHERE seq = 4711"
if "$program" audit verify --db "$db" >"$folder/audit.json" 2>/dev/null; then fail "a changed row was not found"; fi
grep -q '"first":4711' "$folder/audit.json" || fail "the changed row is not named: $(head -c 600 "$folder/audit.json")"
echo "demo: all figures agree"
