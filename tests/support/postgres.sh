#!/usr/bin/env bash
# A throw-away PostgreSQL 15 cluster for tests, as an unprivileged user, on a Unix socket only.
#   postgres.sh start FOLDER [OWNER_PID]   makes it, starts it and prints its URL; with OWNER_PID it stops and
#                                          removes itself when that process is gone
#   postgres.sh stop FOLDER                stops it and removes the folder
set -euo pipefail

verb=${1:?start or stop}
folder=${2:?folder}
owner=${3:-}
programs=$(ls -d /usr/lib/postgresql/15/bin 2>/dev/null || dirname "$(command -v initdb || echo missing/initdb)")
[ -x "$programs/initdb" ] || { echo "postgres.sh: PostgreSQL 15 is not installed; run ./setup" >&2; exit 1; }

# The server refuses to run as root, so root hands it to the package's own user.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

stop() {
  [ -f "$folder/data/postmaster.pid" ] && unprivileged "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
  rm -rf "$folder"
}

case "$verb" in
  start)
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)
    if [ "$(id -u)" = 0 ]; then
      chown postgres "$folder"
      parent=$(dirname "$folder")
      until unprivileged test -x "$folder" || [ "$parent" = / ]; do chmod a+x "$parent"; parent=$(dirname "$parent"); done
    fi
    chmod 700 "$folder"
    unprivileged "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
fsync = on
synchronous_commit = on
max_connections = 200
max_wal_size = 2GB
checkpoint_timeout = 30min
shared_buffers = 128MB
log_min_messages = fatal
CONF
    unprivileged "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 start >/dev/null 2>&1 </dev/null ||
      { cat "$folder/log" >&2; exit 1; }
    if [ -n "$owner" ]; then
      # In a session of its own: whatever signal ends the test must not end the watch.
      setsid "$0" watch "$folder" "$owner" >/dev/null 2>&1 </dev/null &
    fi
    echo "postgresql:///postgres?host=$folder&user=postgres"
    ;;
  watch)
    set +e
    while kill -0 "$owner" 2>/dev/null && [ -d "$folder" ]; do sleep 1; done
    stop
    rmdir "$(dirname "$folder")" 2>/dev/null
    ;;
  stop) set +e; stop ;;
  *) echo "postgres.sh: start or stop, not $verb" >&2; exit 2 ;;
esac
