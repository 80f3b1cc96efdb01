# What the benchmarks share; they source it, and say before where they stand and how they print.
# shellcheck shell=bash disable=SC2154

fail() {
  echo "$*" >&2
  exit 2
}

# they measure by /proc, and are written for the shell that is there
[ "$(uname)" = Linux ] || fail "This measures processes by what Linux tells of them: it runs there alone."

scratch="$(mktemp -d)"
declare -A pid=() port=()
names=()

install_tools() {
  local tool missing=()
  for tool in wrk:wrk pgbench:postgresql-contrib psql:postgresql-client curl:curl pgrep:procps; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "Install the packages that are missing, then call again: ${missing[*]} (Debian's names)."
  fi
  echo "Installing ${missing[*]} ..." >&2
  # pgbench comes with a server, which is to stay off
  if [ ! -e /etc/postgresql-common ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Options::=--force-confold install \
    --no-install-recommends "${missing[@]}"; } >"$scratch/apt-get.log" 2>&1 </dev/null ||
    { cat "$scratch/apt-get.log" >&2 && fail "apt-get has failed, see above."; }
}

# Data of a platform of a benchmark's own, from nothing, unless one runs on them.
own_data() {
  export EMPORIUM_DATA="$home/target/benchmark-data"
  [ -z "$({ "$home/run.sh" status 2>/dev/null || true; } | awk '$2 ~ /^[0-9]+$/')" ] ||
    fail "A benchmark runs, or was killed; to end it: EMPORIUM_DATA=$EMPORIUM_DATA ./run.sh stop"
  rm -rf "$EMPORIUM_DATA"
}

find_platform() {
  local name id at state
  names=()
  while read -r name id at state; do
    [ "$state" = ready ] || continue
    pid[$name]="$id"
    port[$name]="$at"
    [ "$name" = supervisor ] || names+=("$name")
  done < <("$home/run.sh" status 2>/dev/null || true)
}

# What run.sh lets in to its PostgreSQL.
database_password() {
  PGPASSWORD="$(cat "${EMPORIUM_DATA:-$home/.data}/postgres.key")" && export PGPASSWORD
}

sql() {
  database_password
  psql -qAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "${port[postgres]}" -U postgres -d "$1" "${@:2}" 2>>"$scratch/psql.log"
}

# A token of a demo account; it lives for 15 minutes.
sign_in() { # who
  curl -sSf "$gateway/customers/tokens" -H 'Content-Type: application/json' \
    -d '{"grant_type":"password","email":"'"$1"'@emporium.example","password":"demo-'"$1"'-password"}' |
    grep -o '"access_token" *: *"[^"]*"' | cut -d '"' -f 4 || fail "The demo account of $1 cannot sign in."
}

# Loads take a few seconds each and sign-in is not free, so a token serves several.
provide_token() {
  if [ -z "$(find "$scratch/token" -mmin -8 2>/dev/null)" ]; then
    sign_in customer >"$scratch/token"
  fi
}

# The ids of a process: PostgreSQL is one with many children.
ids() {
  echo "${pid[$1]}"
  [ "$1" != postgres ] || pgrep -P "${pid[$1]}" || true
}

# Memory in MB; shared pages are shared out (PSS), or PostgreSQL's buffers would count once for each of its processes.
memory() {
  local id sum=0 kilobytes
  for id in $(ids "$1"); do
    kilobytes="$(awk '/^Pss:/ { print $2 }' "/proc/$id/smaps_rollup" 2>/dev/null || true)"
    sum=$((sum + ${kilobytes:-0}))
  done
  echo $((sum / 1024))
}

run_wrk() { # kind, base URL, connections, seconds
  local result
  provide_token
  result="$(wrk -t 1 -c "$3" -d "$4" --timeout 15s -s "$here/load.lua" "$2" -- "$1" "$scratch" "$(date +%s%N)" 2>&1)" || true
  grep '^RESULT' <<<"$result" | cut -f 2- || { echo "$result" >&2 && fail "wrk has failed, see above."; }
}

# Lines of tab separated cells as a table; the first line is the head.
table() {
  awk -F '\t' -v markdown="$markdown" '
    { for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } columns = NF }
    END {
      for (row = 1; row <= NR; row++) {
        line = markdown ? "|" : ""
        for (i = 1; i <= columns; i++)
          line = line sprintf(markdown ? " %" (i == 1 ? "-" : "") width[i] "s |" : "%" (i == 1 ? "-" : "") width[i] "s  ", cell[row, i])
        sub(/ +$/, "", line)
        print line
        if (markdown && row == 1) {
          line = "|"
          for (i = 1; i <= columns; i++) line = line (i == 1 ? " --- |" : " ---: |")
          print line
        }
      }
    }'
}
