#!/usr/bin/env bash
# Measures what a growing catalogue costs, and a flash sale: see benchmarks/scale.sh --help.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(dirname "$here")"
sizes="1000 30000 1000000" seconds=8 warm_up=4 connections=8 only=. markdown='' options=() sale=yes

usage() {
  cat <<'END'
Usage: benchmarks/scale.sh [--sizes '1000 30000 1000000'] [--seconds 8] [--warm-up 4] [--connections 8] [--only <expression>]
                           [--no-sale] [--markdown] [-- <options of ./run.sh>]

For each size: starts a platform with data of its own, imports a catalogue of that many products, twice, and loads
product-service with --connections connections; then prints the loads and how they grow. At the end 5,000 people buy one
product of which there are 500, and then 500 products of which there is one each. Ends with 1 if a load had errors.
After -- stands what ./run.sh is started with, such as --search elasticsearch.
Environment: as for ./run.sh (the ports, SERVICE_JAVA_OPTS). No platform may run.
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
    --sizes)
      [[ "${2:-}" =~ ^[1-9][0-9]*( [1-9][0-9]*)*$ ]] || fail "$1 wants whole numbers from 1 on."
      sizes="$2"
      shift
      ;;
    --only)
      only="${2:-}"
      shift
      ;;
    --no-sale) sale='' ;;
    --markdown) markdown=yes ;;
    --)
      shift
      options=("$@")
      break
      ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

started=''

stop_platform() {
  [ -n "$started" ] || return 0
  "$home/run.sh" stop >&2 || true
  rm -rf "$EMPORIUM_DATA"
  started=''
}

clean_up() {
  stop_platform
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Without the sample catalogue.
start_platform() {
  stop_platform
  own_data
  rm -f "$scratch/token"
  mkdir -p "$EMPORIUM_DATA"
  touch "$EMPORIUM_DATA/catalogue.loaded"
  started=yes
  "$home/run.sh" --detach "${options[@]}" >"$scratch/start.log" 2>&1 </dev/null ||
    { cat "$scratch/start.log" >&2 && fail "The platform did not start, see above."; }
  find_platform
  [ -n "${pid[product-service]:-}" ] || fail "product-service is not ready: see ./run.sh status."
  gateway="http://127.0.0.1:${port[gateway]}"
  product_service="http://127.0.0.1:${port[product-service]}"
}

field() { grep -o '"'"$1"'" *: *[^,}]*' | head -n 1 | sed 's/^[^:]*: *//; s/"//g'; }

moment() { date -d "$1" +%s.%N; }

heap() { curl -sSf "http://127.0.0.1:$((port[product-service] + 1000))/metrics" | awk '/^jvm_memory_used_bytes\{.*area="heap"/ { printf "%d", $2 / 1048576 }'; }

# How far it is, and from its rate until now, how long the rest takes.
progress() { # label, lines read, beginning
  awk -v l="$1" -v read="${2:-0}" -v n="$size" -v from="$3" -v now="$(date +%s.%N)" 'BEGIN {
    rate = read / (now - from + 0.001)
    printf "\r%s: line %d of %d, %d/s", l, read, n, rate
    if (rate > 0) printf ", %d:%02d to go", int((n - read) / rate / 60), (n - read) / rate % 60
    printf "    "
  }'
}

# What is imported, and at which rate: from its first line, which is read when the file is there, to its last.
import_file() { # file, label
  local import state='' began most=0 now done_at
  import="$(curl -sSf -X POST -T "$1" "$product_service/products/imports" -H "Authorization: Bearer $(sign_in staff)" \
    -H 'Content-Type: application/x-ndjson' -H 'Expect:' | field import_id)"
  began="$(date +%s.%N)"
  sign_in staff >"$scratch/staff"
  while :; do
    [ -z "$(find "$scratch/staff" -mmin +8)" ] || sign_in staff >"$scratch/staff"
    curl -sSf "$product_service/products/imports/$import" -H "Authorization: Bearer $(cat "$scratch/staff")" >"$scratch/import"
    state="$(field status <"$scratch/import")"
    now="$(heap)"
    most=$((now > most ? now : most))
    case "$state" in
      completed) break ;;
      failed) cat "$scratch/import" >&2 && fail "The import failed." ;;
    esac
    progress "$2" "$(field lines_read <"$scratch/import")" "$began" >&2
    sleep 0.5
  done
  echo >&2
  [ "$(field failed <"$scratch/import")" = 0 ] || fail "The import had faults."
  done_at="$(moment "$(field finished_at <"$scratch/import")")"
  awk -v n="$size" -v t="$(awk -v a="$began" -v b="$done_at" 'BEGIN { t = b - a; print (t < 0.05 ? 0.05 : t) }')" -v l="$2" -v h="$most" \
    'BEGIN { printf "%s\t%d\t%.1f\t%.0f\t%d\n", l, n, t, n / t, h }' >>"$scratch/imports"
}

list() { curl -sSf "$product_service/products?$1"; }

# The address of page 1,000, or of the last full one, and of 20 on from there.
find_deep_pages() {
  local next='' page=1 answer
  local last=$((size / 20 < 1000 ? size / 20 - 20 : 1000))
  : >"$scratch/deep"
  while [ "$page" -lt $((last + 20)) ]; do
    answer="$(list "limit=20${next:+&cursor=$next}")"
    next="$(grep -o '"next" *: *"[^"]*"' <<<"$answer" | cut -d '"' -f 4)"
    page=$((page + 1))
    [ "$page" -lt "$last" ] || echo "/products?limit=20&cursor=$next" >>"$scratch/deep"
  done
}

load() { # label, file of paths
  [[ "$1" =~ $only ]] || return 0
  echo "$size products: $1 ..." >&2
  cp "$2" "$scratch/paths"
  local result
  run_wrk paths "$product_service" "$connections" "$warm_up" >/dev/null
  result="$(run_wrk paths "$product_service" "$connections" "$seconds")"
  errors=$((errors + $(cut -f 4 <<<"$result")))
  printf '%s\t%s\t%s\n' "$1" "$size" "$result" >>"$scratch/loads"
}

some() { # how many, expression for psql of a path
  sql product -c "select $2 from products order by md5(sku) limit $1" >"$scratch/some"
}

load_all() {
  # all show a token: what guests are shown from memory does not grow
  some 1000 "'/products/' || product_id"
  load "read by id" "$scratch/some"
  echo '/products?limit=20' >"$scratch/some"
  load "first page" "$scratch/some"
  find_deep_pages
  load "page 1,000 by cursor" "$scratch/deep"
  some 200 "'/products?limit=20&category=' || split_part(category, '/', 1) || '&in_stock=true&min_price=' || price_minor / 400 || '&currency=EUR&facets=category,brand,price,attribute.colour'"
  load "filtered list with facets" "$scratch/some"
  some 500 "'/products?limit=20&q=' || split_part(name, ' ', 2)"
  load "search, one word" "$scratch/some"
  some 500 "'/products?limit=20&q=' || replace(name, ' ', '+')"
  load "search, three words" "$scratch/some"
  some 500 "'/products/suggestions?q=' || left(split_part(name, ' ', 2), 3)"
  load "suggestion" "$scratch/some"
}

# --- the flash sale ------------------------------------------------------------------------------------------------

# all buyers have been served long before the time is over
buyers=5000 pieces=500 at_once=64 sale_seconds=150

# Each buyer orders one piece once. The services' own books say what came of it, and from the first order to the last one.
sell() { # label, prefix of the SKUs
  local left sold
  echo "flash sale: $1 ..." >&2
  sql product -c "select product_id from products where sku like '$2-%'" >"$scratch/products"
  rm -f "$scratch/token"
  provide_token
  wrk -t 1 -c "$at_once" -d "$sale_seconds" --timeout 15s -s "$here/load.lua" "$gateway" -- sale "$scratch" "$2-$(date +%s%N)" "$buyers" \
    >"$scratch/wrk.log" 2>&1 || { cat "$scratch/wrk.log" >&2 && fail "wrk has failed, see above."; }
  left="$(sql product -c "select sum(on_hand - reserved) from stock join products using (product_id) where sku like '$2-%'")"
  sold="$(sql orders -F "$(printf '\t')" -c "
    select count(*) filter (where status not in ('pending', 'rejected')), count(*) filter (where status = 'rejected'),
      $buyers - count(*) filter (where status <> 'pending'),
      round(count(*) / extract(epoch from max(placed_at) - min(placed_at)), 1)
    from orders where order_id in (select order_id from order_lines where sku like '$2-%')")"
  [ "$(cut -f 1 <<<"$sold")-$left" = "$pieces-0" ] ||
    { errors=$((errors + 1)) && echo "Not all were sold, or too many: $sold; left: $left" >&2; }
  printf '%s\t%s\n' "$1" "$sold" >>"$scratch/sales"
}

sell_all() {
  size=$((pieces + 1))
  {
    echo '{"sku":"ONE-1","name":"Kettle for collectors","price":{"amount":"9.00","currency":"EUR"},"stock":'"$pieces"'}'
    seq "$pieces" | sed 's/.*/{"sku":"MANY-&","name":"Kettle number &","price":{"amount":"9.00","currency":"EUR"},"stock":1}/'
  } >"$scratch/file"
  import_file "$scratch/file" "for the sale"
  sell "one product" ONE
  sell "$pieces products" MANY
}

# --- telling -------------------------------------------------------------------------------------------------------

growth() {
  awk -F '\t' '
    !($1 in first) { first[$1] = $4; size[$1] = $2; order[++n] = $1 }
    { last[$1] = $4; to[$1] = $2 }
    END { for (i = 1; i <= n; i++) printf "%s\t%.2f\n", order[i], (first[order[i]] > 0 ? last[order[i]] / first[order[i]] : 0) }' "$scratch/loads"
}

install_tools
errors=0
for table in imports loads sales; do
  : >"$scratch/$table"
done
for size in $sizes; do
  start_platform
  java "$here/Catalogue.java" "$size" >"$scratch/file"
  import_file "$scratch/file" "$size, empty"
  import_file "$scratch/file" "$size, again"
  sql product -c "vacuum analyze"
  load_all
done
options_of="$(tr '\0' '\n' <"/proc/${pid[product-service]}/cmdline" | grep -e '^-X' | tr '\n' ' ')"
printf '\n%s, %s cores, load of the machine %s; product-service: %s\n\n' "$(date -u +%Y-%m-%d)" "$(nproc)" "$(cut -d ' ' -f 1-3 /proc/loadavg)" "$options_of"
{ printf 'import\tproducts\tseconds\tproducts/s\tmost heap MB\n' && cat "$scratch/imports"; } | table
echo
{ printf 'load, %s connections\tproducts\trequests/s\tp50 ms\tp99 ms\terrors\n' "$connections" && sort -s -t "$(printf '\t')" -k 1,1 "$scratch/loads"; } | table
echo
{ printf 'p50, the largest to the smallest\ttimes\n' && growth; } | table
if [ -n "$sale" ]; then
  sell_all
  echo
  { printf '%s buyers, %s pieces, %s connections\tconfirmed\trejected\tnot decided\tdecisions/s\n' "$buyers" "$pieces" "$at_once" && cat "$scratch/sales"; } | table
fi
[ "$errors" = 0 ] || { printf '\n%s errors: these numbers mean nothing.\n' "$errors" && exit 1; }
