#!/usr/bin/env bash
# Builds what has changed and starts the whole platform on this machine: see ./run.sh --help.
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# glibc would keep a heap for each thread
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
jar="$home/standalone/target/standalone.jar"
# how this can be called again
case "$0" in
  */*) call="$(printf %q "$0")" ;;
  *) call="bash $0" ;;
esac

usage() {
  cat <<END
Usage: $call [start] [--fresh] [--detach] [--logs]
         [--search elasticsearch] [--observability] [--tracing]
         build what has changed and start the platform; Ctrl-C stops it
           --fresh    forget all data and logs, and start anew
           --detach   return once the platform is ready; on a running platform
                      start what is missing
           --logs     start Elasticsearch too, and send it what is logged
           --search elasticsearch
                      start Elasticsearch too, and have it find products
           --observability
                      start Prometheus and Alertmanager too, where the PATH has
                      them, and what --logs starts
           --tracing  record traces: OpenTelemetry's agent in each service
       ... stop       stop it
       ... status     name, pid, port and state of each process
       ... logs [name] [--follow]
                      print what it, or one of its processes, has written
       ... logs --request ID
                      print what all services have written for one request
       ... trace --request ID
                      print the trace of one request as a tree

Environment, with what holds where it is not set:
  GATEWAY_PORT (8080), GATEWAY_ADMIN_PORT (1000 higher), POSTGRES_PORT (25432),
  KAFKA_PORT (29092),
  KAFKA_CONTROLLER_PORT (29093), PAYMENT_PROVIDER_PORT (8090),
  MAILBOX_HTTP_PORT (8025), MAILBOX_SMTP_PORT (2525),
  PRODUCT_SERVICE_PORT (8001), PRODUCT_SERVICE_ADMIN_PORT (1000 higher) and so
  on for each service, with --logs FLUENTD_PORT (24224), with it or --search
  ELASTICSEARCH_PORT (9200), with --observability PROMETHEUS_PORT (9090) and
  ALERTMANAGER_PORT (9093), with --tracing OTLP_PORT (4318), EMPORIUM_DATA
  (.data), LOG_FORMAT (json, or text), SERVICE_JAVA_OPTS (-Xms32m -Xmx192m
  -XX:TieredStopAtLevel=1; slower to start without the last, and faster under
  load), KAFKA_VIA (KAFKA_PORT) and so on for each port that others are told:
  where something stands between
END
}

say() {
  echo "$*" | fmt -w 80
}

fail() {
  say "$*" >&2
  exit 1
}

# The one name of a folder that need not be there yet.
resolve() { # PATH
  local parent
  if [ -d "$1" ]; then
    (cd "$1" && pwd -P)
    return
  fi
  parent="$(resolve "$(dirname "$1")")"
  case "$1" in
    .. | */..) dirname "$parent" ;;
    *) echo "${parent%/}/$(basename "$1")" ;;
  esac
}

# Java knows whether a process is ours, and is not asked where none was left.
is_running() {
  [ -f "$jar" ] && [ "$(head -n 1 "$data/run/supervisor.pid" 2>/dev/null || echo 0)" != 0 ] &&
    grep -q '^supervisor *[0-9]' <<<"$("${standalone[@]}" status 2>/dev/null || true)"
}

# A module is old when its jar is missing or anything that goes into it is newer.
is_old() {
  local module="$1" built="$home/$1/target/$1.jar"
  [ ! -f "$built" ] || [ -n "$(find "$home/pom.xml" "$home/$module/pom.xml" "$home/$module/src/main" \
    "$home"/{platform,log-shipping,local,gateway,simulators}/{pom.xml,src/main} "$home/contracts" -newer "$built" -type f 2>/dev/null)" ]
}

old_modules() {
  local module
  for module in standalone $(cd "$home" && ls -d -- *-service); do
    if is_old "$module"; then echo "$module"; fi
  done
}

build() { # MODULE...
  local modules="$*"
  require_compiler
  say "Building $modules (the first time takes some minutes) ..."
  maven -q -DskipTests -Dspotless.check.skip=true -pl "${modules// /,}" -am package || fail "The build has failed, see above."
}

# Elasticsearch is fetched by whoever wants it.
fetch_elasticsearch() {
  [ -f "$home/local/target/elasticsearch/elasticsearch.zip" ] && return
  echo "Fetching Elasticsearch ..."
  maven -q -pl local dependency:copy@elasticsearch || fail "Elasticsearch could not be fetched, see above."
}

# So is the agent.
fetch_agent() {
  [ -f "$home/local/target/opentelemetry/agent.jar" ] && return
  echo "Fetching OpenTelemetry's agent ..."
  maven -q -pl local dependency:copy@agent || fail "The agent could not be fetched, see above."
}

for word in "$@"; do
  case "$word" in -h | --help) set -- help ;; esac
done
if [ "${1:-}" = help ]; then
  usage
  exit
fi
# shellcheck source=.mvn/tools.sh
. "$home/.mvn/tools.sh"
require_java

data="$(resolve "${EMPORIUM_DATA:-$home/.data}")"
export EMPORIUM_DATA="$data"
standalone=("$java" -XX:+UseSerialGC -Xss512k -Xms16m -Xmx64m -XX:TieredStopAtLevel=1 "-Demporium.home=$home"
  "-Demporium.call=$call" "-Demporium.data=$data" -cp "$jar" dev.emporium.standalone.Standalone)

old=
case "${1:-}" in
  # whoever calls this from within a build has built already, and two builds in one folder get in each other's way
  "" | start | -*) [ -n "${EMPORIUM_SKIP_BUILD:-}" ] || is_running || old="$(old_modules)" ;;
esac
if [ -n "$old" ] || [ ! -f "$jar" ]; then
  # before it takes minutes, and with nothing but its source
  "$java" "-Demporium.call=$call" "$home/standalone/src/main/java/dev/emporium/standalone/CommandLine.java" "$@"
  # shellcheck disable=SC2086 # one word each
  [ -z "$old" ] || build $old
fi
case " $* " in
  *" --logs "* | *" --observability "* | *" --search "*) fetch_elasticsearch ;;
esac
case " $* " in
  *" --tracing "*) fetch_agent ;;
esac
[ -f "$jar" ] || fail "Nothing has been built yet, so nothing runs. $call builds and starts it."

exec "${standalone[@]}" "$@"
