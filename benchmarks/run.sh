#!/usr/bin/env bash
# Loads the running platform and measures its limits in the same run: see benchmarks/run.sh --help.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(dirname "$here")"
seconds=10 warm_up=5 connections=32 rounds=4 only=. markdown=

usage() {
  cat <<'END'
Usage: benchmarks/run.sh [--seconds 10] [--warm-up 5] [--connections 32] [--only <expression>] [--markdown]

Loads the platform that runs, or one that it starts and stops itself, with 1 and with --connections connections, each
load for --seconds after a warm-up; then prints tables and the shares of the limits. Ends with 1 if a load had errors.
--only measures the loads whose name matches, such as 'order|pgbench'; --only observability what logs, metrics and traces cost
an order, on a platform that it starts several times (about 10 minutes; none may run).
Environment: as for ./run.sh (EMPORIUM_DATA, the ports, SERVICE_JAVA_OPTS for a platform that it starts).
END
}

# shellcheck source=benchmarks/common.sh
. "$here/common.sh"
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds | --warm-up | --connections)
      [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || fail "$1 wants a whole number from 1 on."
      case "$1" in --seconds) seconds="$2" ;; --warm-up) warm_up="$2" ;; *) connections="$2" ;; esac
      shift
      ;;
    --only)
      only="${2:-}"
      shift
      ;;
    --markdown) markdown=yes ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

# --- the platform ------------------------------------------------------------------------------------------------

database=benchmark_scratch
search_path="-c search_path=orders,product,payment,shipping,notification,cart,public"
started='' jetty_pid='' sink_pid='' scraper_pid=''

clean_up() {
  [ -z "$jetty_pid" ] || kill "$jetty_pid" 2>/dev/null || true
  [ -z "$sink_pid" ] || kill "$sink_pid" 2>/dev/null || true
  [ -z "$scraper_pid" ] || kill "$scraper_pid" 2>/dev/null || true
  [ -z "${port[postgres]:-}" ] || sql postgres -c "drop database if exists $database with (force)" || true
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
    export EMPORIUM_DATA="$home/target/benchmark-data"
    echo "No platform runs here, so one is started, with data of its own, and stopped at the end." >&2
    rm -rf "$EMPORIUM_DATA"
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

# A handler with the same Java, options and Jetty as product-service that answers with the same bytes.
start_bare_jetty() {
  local command libraries="$home/product-service/target/lib/*" options=()
  mapfile -d '' -t command <"/proc/${pid[product-service]}/cmdline"
  java="${command[0]}"
  mapfile -t options < <(printf '%s\n' "${command[@]}" | grep -e '^-X')
  java_options="${options[*]}"
  java_version="$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\).*/\1/p')"
  log_level="$(tr '\0' '\n' <"/proc/${pid[product-service]}/environ" | sed -n 's/^LOG_LEVEL=//p')"
  curl -sSf "$product_service/products/$(head -n 1 "$scratch/products")" >"$scratch/product.json"
  curl -sSf "$product_service/products?limit=20" >"$scratch/list.json"
  "${java%java}javac" -d "$scratch" -cp "$libraries" "$here/BareJetty.java" || fail "BareJetty does not compile."
  "$java" "${options[@]}" -cp "$scratch:$libraries" BareJetty "$scratch" >"$scratch/jetty.port" 2>"$scratch/jetty.log" &
  jetty_pid=$!
  for _ in $(seq 100); do
    [ ! -s "$scratch/jetty.port" ] || break
    sleep 0.1
  done
  bare="http://127.0.0.1:$(cat "$scratch/jetty.port")"
  curl -sf "$bare/product" >/dev/null || { cat "$scratch/jetty.log" >&2 && fail "The bare Jetty does not answer."; }
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
  done | awk '{ sum[$1] += $13 + $14 + $15 + $16 } END { for (name in sum) print name, sum[name] }'
  # the load tools are children of this shell, and so is the bare Jetty while it lives
  sed 's/.*) //' "/proc/$$/stat" | awk '{ print "tool", $14 + $15 }'
  [ -z "$jetty_pid" ] || sed 's/.*) //' "/proc/$jetty_pid/stat" | awk '{ print "jetty", $12 + $13 }'
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
  run_wrk "$@"
  wait "$flood" || fail "The flood of sign-ins has dried up, see above."
}

run_pgbench() { # clients, seconds
  local result
  rm -f "$scratch"/transactions.*
  result="$(cd "$scratch" && PGOPTIONS="$search_path" pgbench -n -M prepared -f "$here/order.sql" -c "$1" -j 1 -T "$2" -l --log-prefix=transactions \
    -h 127.0.0.1 -p "${port[postgres]}" -U postgres "$database" 2>&1)" || { echo "$result" >&2 && fail "pgbench has failed."; }
  local rate failed
  rate="$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' <<<"$result")"
  failed="$(sed -n 's/^number of failed transactions: \([0-9]*\).*/\1/p' <<<"$result")"
  cut -d ' ' -f 3 "$scratch"/transactions.* | sort -n | awk -v rate="$rate" -v failed="${failed:-0}" '
    { time[NR] = $1 / 1000 }
    END { printf "%.1f\t%.2f\t%.2f\t%d\n", rate, time[int((NR + 1) * 0.5)], time[int(NR * 0.99) + (NR < 100)], failed }'
}

loads=() processes=() logging=() observability=() errors=0
declare -A rate=() cost=()

measure() { # label, connections, command that takes connections and seconds
  local label="$1" clients="$2" before after began ended result
  [[ "$label" =~ $only ]] || return 0
  shift 2
  echo "$label, $clients connection(s) ..." >&2
  settle
  "$@" "$clients" "$warm_up" >/dev/null
  before="$(ticks)" began="$(date +%s%N)"
  result="$("$@" "$clients" "$seconds")"
  after="$(ticks)" ended="$(date +%s%N)"
  rate[$label $clients]="$(cut -f 1 <<<"$result")"
  cost[$label $clients]="$(spent "${rate[$label $clients]}")"
  loads+=("$label"$'\t'"$clients"$'\t'"$result"$'\t'"${cost[$label $clients]}")
  errors=$((errors + $(cut -f 4 <<<"$result")))
  local name row="$label"$'\t'"$clients"
  for name in "${names[@]}"; do
    row+=$'\t'"$(used "$name")/$(memory "$name")"
  done
  processes+=("$row"$'\t'"$(used jetty)"$'\t'"$(used tool)"$'\t'"$(others)")
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

# The same load with logging and without, in turn on the same processes: what else the machine does then falls on both.
measure_logging() { # command that takes connections and seconds
  [[ "logging" =~ $only ]] || return 0
  local round level before after began ended result
  log_at INFO
  "$@" "$connections" "$((2 * warm_up))" >/dev/null
  for round in $(seq "$rounds"); do
    # the second of two has it worse when something grows meanwhile, so each is the second in turn
    for level in $([ $((round % 2)) = 0 ] && echo INFO WARN || echo WARN INFO); do
      echo "logging at $level, round $round of $rounds ..." >&2
      log_at "$level"
      settle
      before="$(ticks)" began="$(date +%s%N)"
      result="$("$@" "$connections" "$seconds")"
      after="$(ticks)" ended="$(date +%s%N)"
      errors=$((errors + $(cut -f 4 <<<"$result")))
      logging+=("$round"$'\t'"$([ "$level" = INFO ] && echo with || echo without)"$'\t'"$result"$'\t'"$(spent "$(cut -f 1 <<<"$result")")"$'\t'"$(others)")
    done
  done
  log_at "${log_level:-INFO}"
}

logging_cost() {
  local name
  printf '%s\n' "${logging[@]}" | awk -F '\t' '
    { rate[$2, $1] = $3; cpu[$2, $1] = $7; rates[$2] += $3; cpus[$2] += $7; if ($1 > rounds) rounds = $1 }
    END {
      printf "logging costs %.1f %% of the throughput of orders, %.1f %% by CPU; by round", (1 - rates["with"] / rates["without"]) * 100, (cpus["with"] / cpus["without"] - 1) * 100
      for (round = 1; round <= rounds; round++)
        printf "%s %.1f and %.1f", (round > 1 ? "," : ""), (1 - rate["with", round] / rate["without", round]) * 100, (cpu["with", round] / cpu["without", round] - 1) * 100
      print ""
    }'
  if [ -n "$sink_pid" ]; then
    printf 'Fluentd took'
    for name in $(services); do
      curl -sSf "$(admin "$name")/metrics" | awk -v name="$name" '
        /^log_lines_(forwarded|dropped)_total/ { count[$1] = $2 }
        END { printf " %d lines of %s (%d dropped)", count["log_lines_forwarded_total"], name, count["log_lines_dropped_total"] }'
    done
    echo
  else
    echo "the platform ran already: whether its lines went to Fluentd too is its own affair"
  fi
}

# The same orders on the same data, ever more of which is seen. A process has the agent from its start or not at all, so the platform
# is started without it and with it, in turn; what else there is changes while it runs. Whether an order's trace is recorded its
# request says, as the cluster's gateway does.
measure_observability() { # command that takes connections and seconds
  [ "$only" = observability ] || return 0
  [ -n "$started" ] || fail "This starts the platform itself, several times: stop the one that runs."
  local pass agent round way ways
  for pass in 1 2; do
    for agent in $([ "$pass" = 1 ] && echo without with || echo with without); do
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
      echo "warming up ..." >&2
      TRACED=0.5 "$@" "$connections" $((4 * warm_up)) >/dev/null
      for round in 1 2; do
        for way in $([ "$round" = 1 ] && echo "${ways[*]}" || echo "${ways[2]} ${ways[1]} ${ways[0]}"); do
          measure_way "$pass.$round" "$way" "$@"
        done
      done
    done
  done
}

measure_way() { # round, way, command that takes connections and seconds
  local round="$1" way="$2" traced=0 before after began ended result
  shift 2
  echo "orders with $way, round $round ..." >&2
  case "$way" in nothing) log_at WARN ;; *) log_at INFO ;; esac
  case "$way" in tenth) traced=0.1 ;; all) traced=1 ;; esac
  settle
  case "$way" in nothing | logs) ;; *)
    scrape &
    scraper_pid=$!
    ;;
  esac
  before="$(ticks)" began="$(date +%s%N)"
  result="$(TRACED="$traced" "$@" "$connections" "$seconds")"
  after="$(ticks)" ended="$(date +%s%N)"
  [ -z "$scraper_pid" ] || { kill "$scraper_pid" && wait "$scraper_pid" 2>/dev/null || true; }
  scraper_pid=''
  errors=$((errors + $(cut -f 4 <<<"$result")))
  observability+=("$round"$'\t'"$way"$'\t'"$result"$'\t'"$(spent "$(cut -f 1 <<<"$result")")"$'\t'"$(used trace-receiver)"$'\t'"$(others)")
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

observability_cost() {
  printf '%s\n' "${observability[@]}" | awk -F '\t' '
    { n[$2]++; rate[$2] += $3; cpu[$2] += $7; if (n[$2] == 1) order[++ways] = $2 }
    END {
      name["nothing"] = "lines from WARN on alone"
      name["logs"] = "logs"
      name["metrics"] = "logs, metrics"
      name["agent"] = "logs, metrics, the agent that records nothing"
      name["tenth"] = "logs, metrics, 10 % of the traces"
      name["all"] = "logs, metrics, all traces"
      print "with\torders/s\tCPU ms/order\tcost in orders/s\tcost in CPU\tof it beside logs"
      for (i = 1; i <= ways; i++) {
        way = order[i]
        printf "%s\t%.1f\t%.3f\t%.1f %%\t%.1f %%\t%.1f %%\n", name[way], rate[way] / n[way], cpu[way] / n[way], (1 - rate[way] / rate["nothing"]) * 100,
          (cpu[way] / cpu["nothing"] - 1) * 100, (cpu[way] / cpu["logs"] - 1) * 100
      }
    }' | table
}

# In percent of a core; these see measure's variables.
used() {
  printf '%s\n%s\n' "$before" "$after" | awk -v name="$1" -v wall=$((ended - began)) -v hertz="$(getconf CLK_TCK)" '
    $1 == name { if (n++) last = $2; else first = $2 } END { printf "%.0f", n < 2 ? 0 : (last - first) / hertz / wall * 1e11 }'
}

# CPU in ms that all processes of the platform and the bare Jetty took for one request; not who takes spans in, as the sink of the lines.
spent() {
  printf '%s\n%s\n' "$before" "$after" | awk -v rate="$1" -v wall=$((ended - began)) -v hertz="$(getconf CLK_TCK)" '
    $1 != "tool" && $1 != "machine" && $1 != "trace-receiver" { sum += ($1 in seen) ? $2 - seen[$1] : 0; seen[$1] = $2 }
    END { printf "%.3f", (rate > 0 ? sum / hertz / wall * 1e12 / rate : 0) }'
}

others() {
  printf '%s\n%s\n' "$before" "$after" | awk -v wall=$((ended - began)) -v hertz="$(getconf CLK_TCK)" '
    { change = ($1 in seen) ? $2 - seen[$1] : 0; seen[$1] = $2; sum += $1 == "machine" ? change : -change }
    END { printf "%.0f", (sum > 0 ? sum : 0) / hertz / wall * 1e11 }'
}

# --- telling -----------------------------------------------------------------------------------------------------

# part, whole: by throughput with one and with many connections, then by CPU (what costs half is 200 %)
share() {
  local clients cells=""
  for clients in 1 "$connections"; do
    cells+=$'\t'"$(percent "${rate[$1 $clients]:-}" "${rate[$2 $clients]:-}")"
  done
  printf '%s%s\t%s\n' "$3" "$cells" "$(percent "${cost[$2 $connections]:-}" "${cost[$1 $connections]:-}")"
}

percent() { awk -v part="$1" -v whole="$2" 'BEGIN { if (part && whole > 0) printf "%.0f %%", part / whole * 100; else printf "-" }'; }

shares() {
  local what
  printf 'our share\trequests/s, 1\trequests/s, %s\tby CPU, %s\n' "$connections" "$connections"
  for what in "read a product" "list 20 products"; do
    share "$what" "$what: bare Jetty" "$what: of bare Jetty"
    share "$what, no gateway" "$what: bare Jetty" "$what, no gateway: of bare Jetty"
    share "$what" "$what, no gateway" "$what: of the same without the gateway"
  done
  share "read a product, amid a sign-in flood" "read a product" "read a product, amid a sign-in flood: of the same without"
  share "$order" "$limit" "orders: of PostgreSQL's limit"
}

describe() {
  cat <<END
$(date -u +%Y-%m-%d), $(nproc) cores, $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GB of memory; Java $java_version, PostgreSQL $(sql postgres -c 'show server_version'), $(pgbench --version | sed 's/ (PostgreSQL)//;s/ (.*//'), $(wrk -v 2>&1 | sed -n '1s/ \[.*//p')
services and bare Jetty: $java_options
log level: services ${log_level:-INFO}, to a file${sink_pid:+ and to a receiver in place of Fluentd}; bare Jetty WARN
$seconds s per load after $warm_up s of warm-up; 200 products for sale
END
}

install_tools
provide_platform
provide_products
provide_carts
provide_accounts
provide_scratch_database
start_bare_jetty
start_forward_sink
order="place an order of 3 lines" limit="the same SQL: pgbench"
# one connection alone would call too seldom for the compiler
for kind in product list cart order; do
  [ "$only" != observability ] || break
  echo "warming up, $kind ..." >&2
  run_wrk "$kind" "$gateway" "$connections" $((2 * warm_up)) >/dev/null
done
for clients in 1 "$connections"; do
  measure "read a product" "$clients" run_wrk product "$gateway"
  measure "read a product, no gateway" "$clients" run_wrk product "$product_service"
  measure "read a product: bare Jetty" "$clients" run_wrk bare "$bare/product"
  measure "list 20 products" "$clients" run_wrk list "$gateway"
  measure "list 20 products, no gateway" "$clients" run_wrk list "$product_service"
  measure "list 20 products: bare Jetty" "$clients" run_wrk bare "$bare/list"
  measure "read a product, amid a sign-in flood" "$clients" run_wrk_amid_sign_ins product "$gateway"
  # one hash at a time: a longer queue would only show its own patience of three seconds
  measure "sign in" "$((clients < 8 ? clients : 8))" run_wrk signin "$gateway"
  measure "add to cart" "$clients" run_wrk cart "$gateway"
  measure "$order" "$clients" run_wrk order "$gateway"
  measure "$limit" "$clients" run_pgbench
done
measure_logging run_wrk order "$gateway"
measure_observability run_wrk order "$gateway"

echo
describe
printf '\n'
if [ ${#loads[@]} -gt 0 ]; then
  { printf 'load\tconnections\trequests/s\tp50 ms\tp99 ms\terrors\tCPU ms/request\n' && printf '%s\n' "${loads[@]}"; } | table
  printf '\nCPU in %% of a core / memory in MB of each process during the load\n\n'
  {
    printf 'load\tconnections%s\tbare Jetty\tload tool\tother programs\n' "$(printf '\t%s' "${names[@]%-service}")"
    printf '%s\n' "${processes[@]}"
  } | table
  printf '\n'
  shares | table
fi
if [ ${#logging[@]} -gt 0 ]; then
  printf '\n%s, with logging and without, %s connections\n\n' "$order" "$connections"
  {
    printf 'round\tlogging\trequests/s\tp50 ms\tp99 ms\terrors\tCPU ms/request\tother programs\n'
    printf '%s\n' "${logging[@]}"
  } | table
  echo
  logging_cost
fi
if [ ${#observability[@]} -gt 0 ]; then
  printf '\n%s, ever more of which is seen, %s connections\n\n' "$order" "$connections"
  {
    printf 'round\twith\trequests/s\tp50 ms\tp99 ms\terrors\tCPU ms/request\treceiver\tother programs\n'
    printf '%s\n' "${observability[@]}"
  } | table
  echo
  observability_cost
fi
[ $((${#loads[@]} + ${#logging[@]} + ${#observability[@]})) -gt 0 ] || fail "No load matches --only $only."
[ "$errors" = 0 ] || { printf '\n%s errors: these numbers mean nothing.\n' "$errors" && exit 1; }
