# shellcheck shell=bash
# The Java and the Maven of run.sh and run_tests.sh, which read this; $home is the repository, and `fail` tells why and ends.

: "${home:?}"
# Java reads and writes the names of files as the locale says, and most locales of servers know ASCII alone
case "$OSTYPE" in
  darwin*) export LC_ALL=en_US.UTF-8 ;;
  *) export LC_ALL=C.UTF-8 ;;
esac
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

require_java() {
  if ! command -v "$java" >/dev/null; then
    [ -z "${JAVA_HOME:-}" ] || fail "JAVA_HOME is $JAVA_HOME, where there is no bin/java: let it name a JDK of version 17 or later."
    fail "There is no Java: install a JDK of version 17 or later, or let JAVA_HOME name one."
  fi
  # before version 9 it called itself 1.8
  java_version="$("$java" -version 2>&1 | sed -nE 's/.* version "(1\.)?([0-9]+).*/\2/p' | head -n 1)"
  [ -n "$java_version" ] || fail "$java does not say its version: a JDK of version 17 or later is needed."
  [ "$java_version" -ge 17 ] ||
    fail "Java $java_version is too old: install a JDK of version 17 or later, and let JAVA_HOME${JAVA_HOME:+, which is $JAVA_HOME,} name it."
}

require_compiler() {
  "${java%java}javac" -version >/dev/null 2>&1 || fail "This Java cannot compile: install a JDK, a JRE is not enough."
}

# Maven, fetched where there is none. It clears colours that it has not set, into files as well.
maven() {
  local mvn=mvn escape=$'\033' at_once=-u
  # Maven's own libraries do what Java warns of from version 24 on; before 23 it does not know the option
  [ "${java_version:-0}" -lt 23 ] || export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
  # macOS has the first since lately, and GNU means another thing by the second
  sed -u '' </dev/null 2>/dev/null || at_once=-l
  if ! command -v mvn >/dev/null; then
    # the checksum that it is held against is that of the zip
    command -v unzip >/dev/null || fail "There is no Maven, nor an unzip, which ./mvnw needs to fetch it: install either."
    mvn="$home/mvnw"
  fi
  (cd "$home" && set -o pipefail && "$mvn" -B "$@" 2>&1 </dev/null | sed "$at_once" "s/$escape\[[0-9;]*m//g")
}
