#!/usr/bin/env bash
# Builds what has changed and starts the whole platform on this machine: see ./run.sh --help.
set -euo pipefail
# Java reads and writes the names of files as the locale says, and most locales of servers know ASCII alone
export LC_ALL=C.UTF-8
home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="$(realpath -m "${EMPORIUM_DATA:-$home/.data}")"
export EMPORIUM_DATA="$data"
# glibc would keep a heap for each thread
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
jar="$home/standalone/target/standalone.jar"

fail() {
  echo "$*" >&2
  exit 1
}

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null || fail "There is no Java: install a JDK of version 17 or later, or set JAVA_HOME."
version="$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)"
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-of an unknown version} is too old: Emporium needs a JDK of version 17 or later."

is_running() {
  local pid
  pid="$(head -n 1 "$data/run/supervisor.pid" 2>/dev/null)" &&
    tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF -e "-Demporium.data=$data"
}

# A module is old when its jar is missing or anything that goes into it is newer.
is_old() {
  local module="$1" built="$home/$1/target/$1.jar"
  [ ! -f "$built" ] || [ -n "$(find "$home/pom.xml" "$home/$module/pom.xml" "$home/$module/src/main" \
    "$home/platform/pom.xml" "$home/platform/src/main" "$home/contracts" -newer "$built" -type f -print -quit 2>/dev/null)" ]
}

build() {
  local module old=()
  for module in standalone $(cd "$home" && ls -d -- *-service); do
    is_old "$module" && old+=("$module")
  done
  [ ${#old[@]} -gt 0 ] || return 0
  command -v mvn >/dev/null || fail "There is no Maven: install Maven 3.8 or later, it builds ${old[*]}."
  "${java%java}javac" -version >/dev/null 2>&1 || fail "This Java cannot compile: install a JDK (a JRE is not enough) to build ${old[*]}."
  echo "Building ${old[*]} (the first time takes some minutes) ..."
  (cd "$home" && mvn -q -DskipTests -Dspotless.check.skip=true -pl "$(IFS=,; echo "${old[*]}")" -am package) ||
    fail "The build has failed, see above."
  # Maven leaves a jar alone whose content is the same, and it would look old for ever
  for module in "${old[@]}"; do
    touch "$home/$module/target/$module.jar"
  done
}

# Elasticsearch is fetched by whoever wants it.
fetch_elasticsearch() {
  [ -f "$home/standalone/target/elasticsearch/elasticsearch.zip" ] && return
  command -v mvn >/dev/null || fail "There is no Maven: install Maven 3.8 or later, it fetches Elasticsearch."
  echo "Fetching Elasticsearch ..."
  (cd "$home" && mvn -q -pl standalone dependency:copy@elasticsearch) || fail "Elasticsearch could not be fetched, see above."
}

case "${1:-}" in
  # whoever calls this from within a build has built already, and two builds in one folder get in each other's way
  "" | start | --fresh | --detach | --logs) [ -n "${EMPORIUM_SKIP_BUILD:-}" ] || is_running || build ;;
esac
case " $* " in
  *" --logs "*) fetch_elasticsearch ;;
esac
[ -f "$jar" ] || fail "Nothing has been built yet, so nothing runs. ./run.sh builds and starts it."

exec "$java" -XX:+UseSerialGC -Xss512k -Xms16m -Xmx64m -XX:TieredStopAtLevel=1 "-Demporium.home=$home" \
  "-Demporium.data=$data" -cp "$jar" dev.emporium.standalone.Standalone "$@"
