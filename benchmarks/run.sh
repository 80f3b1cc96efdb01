#!/usr/bin/env bash
# Loads the running platform and measures its limits in the same run: see benchmarks/run.sh --help.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(dirname "$here")"
rounds=5 seconds=2 warm_up=20 connections=32 only=. markdown='' readme=''

usage() {
  cat <<'END'
Usage: benchmarks/run.sh [--quick] [--rounds 5] [--seconds 2] [--warm-up 20] [--connections 32] [--only <expression>]
                         [--markdown] [--readme]

Loads the platform that runs, or one that it starts and stops itself. Each load is repeated until its rate is steady, for
--warm-up seconds at most, orders for ten times as long; then all are measured in turn, for --seconds each, with 1 and with
--connections connections, as many times as --rounds says. After that reads and orders come at half the rate that was
reached, however long the answers take. It prints medians with what they lie between, and the shares of the limits; it ends
with 1 if a load had errors.
--quick measures one round of one second, to try something. --only measures the loads whose name matches, such as
'order|pgbench'; --only observability what logs, metrics and traces cost an order, on a platform that it starts twice for
each round (about 20 minutes; none may run). --readme keeps the result beside this file and puts its tables and its picture
into README.md.
Environment: as for ./run.sh (EMPORIUM_DATA, the ports, SERVICE_JAVA_OPTS for a platform that it starts).
END
}

# shellcheck source=benchmarks/common.sh
. "$here/common.sh"
# shellcheck source=.mvn/tools.sh
. "$home/.mvn/tools.sh"
while [ $# -gt 0 ]; do
  case "$1" in
    --rounds | --seconds | --warm-up | --connections)
      [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || fail "$1 wants a whole number from 1 on."
      case "$1" in --rounds) rounds="$2" ;; --seconds) seconds="$2" ;; --warm-up) warm_up="$2" ;; *) connections="$2" ;; esac
      shift
      ;;
    --quick) rounds=1 seconds=1 warm_up=4 ;;
    --only)
      only="${2:-}"
      shift
      ;;
    --markdown) markdown=yes ;;
    --readme) readme=yes ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
[ -z "$readme" ] || [ "$only" = . ] || [ "$only" = observability ] || fail "--readme wants all loads, or --only observability."

# --- the platform ------------------------------------------------------------------------------------------------

database=benchmark_scratch
search_path="-c search_path=orders,product,payment,shipping,notification,cart,public"
started='' topic_made='' sink_pid='' scraper_pid=''
# the limits that are processes of ours
declare -A bare_pid=() bare=()

clean_up() {
  local id
  for id in "${bare_pid[@]}" $sink_pid $scraper_pid; do
    kill "$id" 2>/dev/null || true
  done
  [ -z "${port[postgres]:-}" ] || sql postgres -c "drop database if exists $database with (force)" || true
  if [ -n "$topic_made" ] && [ -z "$started" ]; then
    kafka_tool TopicCommand --delete --topic "$topic" || true
  fi
  if [ -n "$started" ]; then
    "$home/run.sh" stop >&2 || true
    rm -rf "$EMPORIUM_DATA"
  fi
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

provide_platform() {
  find_platform
  if [ -z "${pid[supervisor]:-}" ]; then
    # its orders are nobody's: data of their own, which also makes runs alike
    own_data
    echo "No platform runs here, so one is started, with data of its own, and stopped at the end." >&2
    started=yes
    # lines go to a receiver that is started when it has been built, and wait until then
    export FLUENTD_HOST=127.0.0.1 FLUENTD_PORT="${FLUENTD_PORT:-24224}" FLUENTD_BUFFER_FOLDER="$scratch/log-buffer"
    # the level of a log is changed while it runs
    export ADMIN_TOOLS=true
    start_platform
  fi
  find_gateway
}

start_platform() { # options of ./run.sh
  "$home/run.sh" --detach "$@" >"$scratch/start.log" 2>&1 </dev/null ||
    { cat "$scratch/start.log" >&2 && fail "The platform did not start, see above."; }
  find_platform
}

find_gateway() {
  local name
  for name in gateway postgres product-service cart-service order-service customer-service; do
    [ -n "${pid[$name]:-}" ] || fail "$name is not ready: see ./run.sh status."
  done
  gateway="http://127.0.0.1:${port[gateway]}"
  product_service="http://127.0.0.1:${port[product-service]}"
}

# --- what the loads need -----------------------------------------------------------------------------------------

find_products() {
  local page next=""
  : >"$scratch/products"
  while :; do
    page="$(curl -sSf "$gateway/products?category=benchmark&limit=100${next:+&cursor=$next}")"
    grep -o '"product_id" *: *"[^"]*"' <<<"$page" | cut -d '"' -f 4 >>"$scratch/products" || true
    next="$(grep -o '"next" *: *"[^"]*"' <<<"$page" | cut -d '"' -f 4)" || return 0
  done
}

provide_products() {
  local number status staff
  find_products
  [ "$(wc -l <"$scratch/products")" -lt 200 ] || return 0
  echo "Creating 200 products in the category benchmark ..." >&2
  staff="$(sign_in staff)"
  for number in $(seq -w 200); do
    status="$(curl -sS -o "$scratch/answer" -w '%{http_code}' "$gateway/products/" -H 'Content-Type: application/json' \
      -H "Authorization: Bearer $staff" \
      -d '{"sku":"benchmark-'"$number"'","name":"Benchmark product '"$number"'","category":"benchmark","brand":"Tarn",
        "description":"Goatskin palms, long cuffs against thorns.","attributes":{"size":"M"},"family":"clothing",
        "price":{"amount":"19.99","currency":"EUR"},"stock":100000000}')"
    [ "$status" = 201 ] || [ "$status" = 409 ] || { cat "$scratch/answer" >&2 && fail "A product gave $status."; }
  done
  find_products
}

# Some more than sign in at once. From an address of its own each: of one only so many may be refused, as those are that are there already.
provide_accounts() {
  local number email status
  : >"$scratch/accounts"
  for number in $(seq -w $((2 * connections))); do
    email="benchmark-$number@example.com"
    status="$(curl -sS -o "$scratch/answer" -w '%{http_code}' "$gateway/customers/" -H 'Content-Type: application/json' \
      -H "X-Forwarded-For: 198.18.$((10#$number / 250)).$((10#$number % 250 + 1))" \
      -d '{"email":"'"$email"'","password":"a-password-for-benchmarks","name":"Ada Lovelace"}')"
    [ "$status" = 201 ] || [ "$status" = 409 ] || { cat "$scratch/answer" >&2 && fail "An account gave $status."; }
    echo "$email" >>"$scratch/accounts"
  done
}

provide_carts() {
  local _
  provide_token
  for _ in $(seq 200); do
    curl -sSf "$gateway/carts/" -H 'Content-Type: application/json' -H "Authorization: Bearer $(cat "$scratch/token")" -d '{}'
  done | grep -o '"cart_id" *: *"[^"]*"' | cut -d '"' -f 4 >"$scratch/carts"
}

# What a service has of Java and its options, and the bytes that it answers with.
look_at_product_service() {
  local command options
  mapfile -d '' -t command <"/proc/${pid[product-service]}/cmdline"
  java="${command[0]}"
  # the classes that a service loads are noted in a file of its own
  mapfile -t options < <(printf '%s\n' "${command[@]}" | grep -e '^-X' | grep -v -e DumpLoadedClassList -e SharedArchiveFile)
  java_options="${options[*]}"
  service_java="$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\).*/\1/p')"
  log_level="$(tr '\0' '\n' <"/proc/${pid[product-service]}/environ" | sed -n 's/^LOG_LEVEL=//p')"
  curl -sSf "$product_service/products/$(head -n 1 "$scratch/products")" >"$scratch/product.json"
  curl -sSf "$product_service/products?limit=20" >"$scratch/list.json"
}

# What answers with the same bytes, on the same Java with the same options and libraries.
start_bare() { # Jetty or Dropwizard
  local name="$1" libraries="$home/product-service/target/lib/*" _
  "${java%java}javac" -d "$scratch" -cp "$libraries" "$here/Bare$name.java" || fail "Bare$name does not compile."
  # shellcheck disable=SC2086 # one word each
  "$java" $java_options -cp "$scratch:$libraries" "Bare$name" "$scratch" >"$scratch/$name.port" 2>"$scratch/$name.log" &
  bare_pid[$name]=$!
  for _ in $(seq 100); do
    [ ! -s "$scratch/$name.port" ] || break
    sleep 0.1
  done
  bare[$name]="http://127.0.0.1:$(cat "$scratch/$name.port")"
  [ "$(curl -s "${bare[$name]}/list" | cksum)" = "$(cksum <"$scratch/list.json")" ] ||
    { cat "$scratch/$name.log" >&2 && fail "The bare $name does not answer with the same."; }
}

# Kafka's own tools, of the version that the platform has.
topic=benchmark.limit
kafka_tool() { # class, arguments
  "$java" -Xmx192m -cp "$here/target/kafka-tools/*:$home/standalone/target/lib/*" "org.apache.kafka.tools.$1" \
    --bootstrap-server "127.0.0.1:${port[kafka]}" "${@:2}" 2>>"$scratch/kafka.log"
}

provide_topic() {
  [ -f "$here/target/kafka-tools/kafka-tools.jar" ] || maven -q -pl benchmarks dependency:copy@kafka-tools ||
    fail "Kafka's tools could not be fetched, see above."
  kafka_tool TopicCommand --create --if-not-exists --topic "$topic" --partitions 3 >/dev/null ||
    { cat "$scratch/kafka.log" >&2 && fail "Kafka makes no topic."; }
  topic_made=yes
}

# Debian has nothing that sends at a constant rate, whatever the answers take.
provide_vegeta() {
  vegeta="$(command -v vegeta || echo "$home/target/vegeta/vegeta")"
  [ ! -x "$vegeta" ] || return 0
  command -v go >/dev/null || fail "Put vegeta on the PATH, or Go, which builds it: half the rate is measured by it."
  echo "Building vegeta ..." >&2
  GOBIN="$(dirname "$vegeta")" go install github.com/tsenart/vegeta/v12@v12.13.0 >&2 || fail "vegeta could not be built, see above."
}

# It takes a quarter of vegeta's CPU, which would be most of what a read takes; but it has no header of its own for each request.
provide_oha() {
  oha="$(command -v oha || echo "$home/target/oha/bin/oha")"
  [ ! -x "$oha" ] || return 0
  command -v cargo >/dev/null || fail "Put oha on the PATH, or Rust's cargo, which builds it: half the rate is measured by it."
  echo "Building oha, which takes some minutes ..." >&2
  cargo install --quiet --locked --root "$home/target/oha" oha@1.16.0 >&2 || fail "oha could not be built, see above."
}

# In Fluentd's place, for the lines of a platform that was started here.
start_forward_sink() {
  [ -n "$started" ] || return 0
  local libraries="$home/standalone/target/standalone.jar:$home/standalone/target/lib/*"
  "${java%java}javac" -d "$scratch" -cp "$libraries" "$here/ForwardSink.java" || fail "ForwardSink does not compile."
  "$java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$scratch:$libraries" ForwardSink "$FLUENTD_PORT" \
    >"$scratch/sink.port" 2>"$scratch/sink.log" &
  sink_pid=$!
}

# The tables of the services that an order comes by in one database, since pgbench's script has one: a schema for each, as all have
# an outbox. Not in one transaction, in which no index is created concurrently.
provide_scratch_database() {
  local service schema
  sql postgres -c "drop database if exists $database with (force)" -c "create database $database"
  for service in order product payment shipping notification cart; do
    schema="${service/order/orders}"
    sql "$database" -c "create schema $schema"
    cat "$home"/platform/src/main/resources/platform-migrations/*.sql "$home/$service"-service/src/main/resources/migrations/*.sql |
      PGOPTIONS="-c search_path=$schema,public" sql "$database" ||
      { cat "$scratch/psql.log" >&2 && fail "The scratch database could not be migrated."; }
  done
  PGOPTIONS="$search_path" sql "$database" -c "
    insert into products (product_id, sku, name, description, category, brand, attributes, family, image_urls, price_minor, currency, status)
    select lpad(to_hex(n), 32, '0')::uuid, 'benchmark-' || n, 'Benchmark product ' || n,
      'Goatskin palms, long cuffs against thorns.', 'benchmark', 'Tarn', '{\"size\":\"M\"}', 'clothing', '{}', 1999, 'EUR', 'active'
    from generate_series(1, 200) n;
    insert into stock (product_id, on_hand, offer) select product_id, 100000000, 'on_sale' from products;" -c "vacuum analyze"
}

# --- measuring ---------------------------------------------------------------------------------------------------

ticks() {
  local name id
  for name in "${names[@]}"; do
    for id in $(ids "$name"); do
      { sed "s/.*) /$name /" "/proc/$id/stat" 2>/dev/null || true; }
    done
  done | awk '
    !($1 in sum) { name[++n] = $1 }
    { sum[$1] += $13 + $14 + $15 + $16 }
    END { for (i = 1; i <= n; i++) print name[i], sum[name[i]] }'
  # the load tools are children of this shell, and so are the bare servers while they live
  sed 's/.*) //' "/proc/$$/stat" | awk '{ print "tool", $14 + $15 }'
  for name in "${!bare_pid[@]}"; do
    sed 's/.*) //' "/proc/${bare_pid[$name]}/stat" | awk -v name="bare-$name" '{ print name, $12 + $13 }'
  done
  awk '/^cpu / { print "machine", $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat
}

# Waits until what the load before has left to do is done, such as its mails.
settle() {
  local before now _
  for _ in $(seq 120); do
    before="$(ticks | awk '$1 ~ /-service|postgres/ { sum += $2 } END { print sum }')"
    sleep 1
    now="$(ticks | awk '$1 ~ /-service|postgres/ { sum += $2 } END { print sum }')"
    [ $((now - before)) -gt 15 ] || return 0
  done
}

# Reads while as many others sign in as fast as they are let; whether those are refused does not matter here.
run_wrk_amid_sign_ins() { # kind, base URL, connections, seconds
  local flood
  wrk -t 1 -c "$connections" -d "$(($4 + 2))" --timeout 15s -s "$here/load.lua" "$gateway" -- signin "$scratch" \
    >"$scratch/flood.log" 2>&1 &
  flood=$!
  sleep 1
  # it took the CPU of its own time, too
  run_wrk "$@" | awk -F '\t' -v OFS='\t' -v seconds="$(($4 + 2))" '{ print $0, int($1 * seconds) }'
  wait "$flood" || fail "The flood of sign-ins has dried up, see above."
}

# On a connection a statement is planned anew five times. A pool has done so long since; here these are to be few of all.
run_pgbench() { # clients, seconds
  local result
  rm -f "$scratch"/transactions.*
  database_password
  result="$(cd "$scratch" && PGOPTIONS="$search_path" pgbench -n -M prepared -f "$here/order.sql" -c "$1" -j 1 -T "$((8 * $2))" -l --log-prefix=transactions \
    -h 127.0.0.1 -p "${port[postgres]}" -U postgres "$database" 2>&1)" || { echo "$result" >&2 && fail "pgbench has failed."; }
  local rate failed whole
  rate="$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' <<<"$result")"
  whole="$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' <<<"$result")"
  failed="$(sed -n 's/^number of failed transactions: \([0-9]*\).*/\1/p' <<<"$result")"
  cut -d ' ' -f 3 "$scratch"/transactions.* | sort -n | awk -v rate="$rate" -v failed="${failed:-0}" -v whole="$whole" '
    { time[NR] = $1 / 1000 }
    END { printf "%.1f\t%.2f\t%.2f\t%d\t%d\n", rate, time[int((NR + 1) * 0.5)], time[int(NR * 0.99) + (NR < 100)], failed, whole }'
}

# As many records as take some seconds, each as large as a message of an order.
run_kafka() { # clients, seconds
  local result
  result="$(kafka_tool ProducerPerformance --topic "$topic" --num-records $((50000 * $2)) --record-size 1000 --throughput -1 \
    --command-property acks=all linger.ms=0 | tail -n 1)"
  sed -nE 's/^([0-9]+) records sent, ([0-9.]+) records.* ([0-9]+) ms 50th.* ([0-9]+) ms 99th.*/\2\t\3\t\4\t0\t\1/p' <<<"$result" | grep . ||
    { cat "$scratch/kafka.log" >&2 && fail "Kafka's producer has failed, see above."; }
}

# One second more than is counted, in which connections are made; no more of them than a server takes at once. Who has to wait
# for one counts from when it was due all the same.
run_vegeta() { # base URL, orders a second, seconds
  provide_token
  python3 "$here/constant.py" orders "$1" "$scratch" $(($2 * ($3 + 1))) >"$scratch/targets"
  "$vegeta" attack -format json -lazy -targets "$scratch/targets" -rate "$2" -duration $(($3 + 1))s -timeout 15s -max-workers 256 \
    -output "$scratch/attack"
}

# Reads. With a thread more it would take a processor from whom it asks.
run_oha() { # base URL, requests a second, seconds
  sed "s|^|$1/products/|" "$scratch/products" >"$scratch/urls"
  TOKIO_WORKER_THREADS=1 "$oha" --no-tui --output-format json --urls-from-file -c "$connections" -q "$2" --latency-correction \
    -z "${3}s" -w -t 15s "$scratch/urls" | python3 "$here/constant.py" summary "$2"
}

errors=0 unsteady='' messages=''

# Until three windows, each a tenth of what it may take, differ by less than a twentieth.
warm() { # label, clients, command that takes connections and seconds
  local label="$1" clients="$2" window=$(((warm_up + 9) / 10)) windows=() passed=0 steady=''
  shift 2
  echo "warming up: $label ..." >&2
  while [ "$passed" -lt "$warm_up" ] && [ -z "$steady" ]; do
    windows+=("$("$@" "$clients" "$window" | cut -f 1)")
    passed=$((passed + window))
    steady="$(printf '%s\n' "${windows[@]}" | tail -n 3 | sort -n |
      awk 'NR == 1 { least = $1 } { most = $1 } END { if (NR == 3 && most - least < most / 20) print "yes" }')"
  done
  [ -n "$steady" ] || unsteady+="${unsteady:+, }$label ($passed s)"
}

# A line of what is told by report.py: table, load, connections, round, requests/s, p50 and p99 in ms, errors, requests, seconds, and
# of each process the CPU in ms with its memory in MB.
measure() { # table, label, round, clients, command that takes clients and seconds
  local table="$1" label="$2" round="$3" clients="$4" before after began ended result name of=()
  shift 4
  echo "round $round: $label, $clients ..." >&2
  # what the load before has put out of caches comes back
  "$@" "$clients" 1 >/dev/null
  settle
  rm -f "$scratch/attack"
  before="$(ticks)" began="$(date +%s%N)"
  result="$("$@" "$clients" "$seconds")"
  after="$(ticks)" ended="$(date +%s%N)"
  # no part of the load
  [ ! -f "$scratch/attack" ] || result="$("$vegeta" encode -to csv "$scratch/attack" | python3 "$here/constant.py" latencies "$clients")"
  errors=$((errors + $(cut -f 4 <<<"$result")))
  for name in "${names[@]}"; do
    of+=("$name $(memory "$name")")
  done
  printf '%s\t%s\t%s\t%s\t' "$table" "$label" "$clients" "$round" >>"$scratch/rows"
  awk -v seconds="$seconds" -v wall=$((ended - began)) -v result="$result" -v hertz="$(getconf CLK_TCK)" -v OFS='\t' '
    FILENAME == ARGV[1] { memory[$1] = $2; next }
    FILENAME == ARGV[2] { before[$1] = $2; next }
    $1 in before { line = line OFS $1 "=" ($2 - before[$1]) * 1000 / hertz "/" memory[$1] + 0 }
    END {
      split(result, is, "\t")
      print is[1], is[2], is[3], is[4], (is[5] == "" ? int(is[1] * seconds) : is[5]), wall / 1e9 line
    }' <(printf '%s\n' "${of[@]}") <(echo "$before") <(echo "$after") >>"$scratch/rows"
}

# Lines of a table that were written since the platform has its data.
written() { # table
  local database
  for database in product cart orders payment shipping customer notification; do
    sql "$database" -c "select n_tup_ins from pg_stat_user_tables where relname = '$1'"
  done | awk '{ sum += $1 } END { print sum + 0 }'
}

order="place an order of 3 lines"

every_load() { # what is done with each: label, clients, command that takes connections and seconds
  local clients
  for clients in 1 "$connections"; do
    "$1" "read a product" "$clients" run_wrk product "$gateway"
    "$1" "read a product, no gateway" "$clients" run_wrk product "$product_service"
    "$1" "read a product: bare Dropwizard" "$clients" run_wrk bare "${bare[Dropwizard]}/product"
    "$1" "read a product: bare Jetty" "$clients" run_wrk bare "${bare[Jetty]}/product"
    "$1" "list 20 products" "$clients" run_wrk list "$gateway"
    "$1" "list 20 products, no gateway" "$clients" run_wrk list "$product_service"
    "$1" "list 20 products: bare Jetty" "$clients" run_wrk bare "${bare[Jetty]}/list"
    "$1" "read a product, amid a sign-in flood" "$clients" run_wrk_amid_sign_ins product "$gateway"
    # one hash at a time: a longer queue would only show its own patience of three seconds
    "$1" "sign in" "$((clients < 8 ? clients : 8))" run_wrk signin "$gateway"
    "$1" "add to cart" "$clients" run_wrk cart "$gateway"
    "$1" "$order" "$clients" run_wrk order "$gateway"
    # as many as a service's busy connections
    "$1" "the same SQL: pgbench" "$((clients < 8 ? clients : 8))" run_pgbench
  done
  "$1" "messages: Kafka's producer-perf-test" 1 run_kafka
}

every_constant_load() { # what is done with each: label, command that takes a rate and seconds
  "$1" "read a product" run_oha "$gateway"
  "$1" "read a product, no gateway" run_oha "$product_service"
  "$1" "$order" run_vegeta "$gateway"
}

# One connection alone would call too seldom for the compiler.
warm_load() {
  local orders outbox
  [[ "$1" =~ $only ]] || return 0
  [ "$2" != 1 ] || [ "$3" = run_kafka ] || return 0
  [ "$3" != run_kafka ] || provide_topic
  if [ "$1" = "$order" ]; then
    orders="$(written orders)" outbox="$(written outbox)"
    # seven compilers on few cores take minutes
    warm_up=$((10 * warm_up)) warm "$@"
    settle
    messages="$(awk -v m=$(($(written outbox) - outbox)) -v n=$(($(written orders) - orders)) 'BEGIN { if (n > 0) printf "%.1f", m / n }')"
  else
    warm "$@"
  fi
}

measure_load() { [[ ! "$1" =~ $only ]] || measure loads "$1" "$round" "${@:2}"; }

need_tool() { [[ ! "$1" =~ $only ]] || "provide_${2#run_}"; }

# At half of what was reached, so that what comes does not wait for what came before.
measure_constant_load() {
  local rate
  [[ "$1" =~ $only ]] || return 0
  rate="$(awk -F '\t' -v label="$1" -v many="$connections" '$1 == "loads" && $2 == label && $3 == many { print $5 }' "$scratch/rows" |
    sort -n | awk '{ rate[NR] = $1 } END { printf "%d", rate[int((NR + 1) / 2)] / 2 }')"
  seconds=$((3 * seconds)) measure constant "$1" "$round" $((rate > 1 ? rate : 1)) "${@:2}"
}

services() { printf '%s\n' "${names[@]}" | grep -e '-service$'; }

admin() { # service
  local variable
  variable="$(tr a-z- A-Z_ <<<"$1")_ADMIN_PORT"
  echo "http://127.0.0.1:${!variable:-$((port[$1] + 1000))}"
}

log_at() { # level
  local name
  for name in $(services); do
    curl -sSf "$(admin "$name")/tasks/log-level" -d logger=dev.emporium -d "level=$1" >/dev/null ||
      fail "The level of $name's log cannot be changed: a platform that runs already needs ADMIN_TOOLS=true for that."
  done
}

# The same orders on the same data, ever more of which is seen. A process has the agent from its start or not at all, so the platform
# is started without it and with it, in turn, and warmed up each time; what else there is changes while it runs. Whether an order's trace
# is recorded its request says, as the cluster's gateway does.
measure_observability() {
  [ "$only" = observability ] || return 0
  [ -n "$started" ] || fail "This starts the platform itself, several times: stop the one that runs."
  local agent way ways
  for round in $(seq "$rounds"); do
    for agent in without with; do
      "$home/run.sh" stop >&2
      if [ "$agent" = with ]; then
        ways=(agent tenth all)
        start_platform --tracing
      else
        ways=(nothing logs metrics)
        start_platform
      fi
      find_gateway
      rm -f "$scratch/token"
      TRACED=0.5 warm_up=$((4 * warm_up)) warm "$agent agent, round $round" "$connections" run_wrk order "$gateway"
      for way in "${ways[@]}" "${ways[2]}" "${ways[1]}" "${ways[0]}"; do
        measure_way "$way"
      done
    done
  done
}

measure_way() { # way
  local traced=0
  case "$1" in nothing) log_at WARN ;; *) log_at INFO ;; esac
  case "$1" in tenth) traced=0.1 ;; all) traced=1 ;; esac
  case "$1" in nothing | logs) ;; *)
    scrape &
    scraper_pid=$!
    ;;
  esac
  TRACED="$traced" seconds=$((2 * seconds)) measure observability "$1" "$round" "$connections" run_wrk order "$gateway"
  if [ -n "$scraper_pid" ]; then
    kill "$scraper_pid"
    wait "$scraper_pid" 2>/dev/null || true
    scraper_pid=''
  fi
}

# As the Prometheus of ./run.sh --observability does, which asks three times as often as the others.
scrape() {
  local name
  while :; do
    for name in $(services); do
      curl -sSf -o /dev/null "$(admin "$name")/metrics" || true
    done
    sleep 5
  done
}

# --- telling -----------------------------------------------------------------------------------------------------

about() { # table, what has to be known of it
  local line
  while IFS= read -r line; do
    printf 'about\t%s\t%s\n' "$1" "$line"
  done >>"$scratch/rows"
}

describe() {
  cat <<END
$(date -u +%Y-%m-%d), $(nproc) cores ($(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | sort -u | head -n 1)), $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GB of memory; Java $service_java, PostgreSQL $(sql postgres -c 'show server_version'), $(pgbench --version | sed 's/ (PostgreSQL)//;s/ (.*//'), $(wrk -v 2>&1 | sed -n '1s/ \[.*//p')
services and bare servers: $java_options
log level: services ${log_level:-INFO}, to a file${sink_pid:+ and to a receiver in place of Fluentd}; bare servers WARN
$rounds rounds of $1 s per load; 200 products for sale
END
  [ -z "$unsteady" ] || echo "not yet steady after its warm-up: $unsteady"
}

install_tools
provide_platform
provide_products
provide_carts
provide_accounts
provide_scratch_database
look_at_product_service
start_forward_sink
: >"$scratch/rows"
if [ "$only" = observability ]; then
  measure_observability
  describe $((2 * seconds)) | about observability
else
  start_bare Jetty
  start_bare Dropwizard
  every_constant_load need_tool
  every_load warm_load
  for round in $(seq "$rounds"); do
    every_load measure_load
  done
  for round in $(seq "$rounds"); do
    every_constant_load measure_constant_load
  done
  describe "$seconds" | about loads
  [ -z "$messages" ] || echo "$messages messages for an order until it is confirmed" | about kafka
  echo "a constant rate, half of what $connections connections reached, counted for $((3 * seconds)) s" | about constant
fi
grep -qv '^about' "$scratch/rows" || fail "No load matches --only $only."

echo
python3 "$here/report.py" ${markdown:+--markdown} "$scratch/rows"
[ "$errors" = 0 ] || { printf '\n%s errors: these numbers mean nothing.\n' "$errors" && exit 1; }
[ -z "$readme" ] || python3 "$here/report.py" --readme "$scratch/rows"
