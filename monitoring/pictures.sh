#!/usr/bin/env bash
# The pictures of the README, of a platform that runs: people shop for some minutes, and then the overview's panels are drawn of
# what Prometheus has seen, and Swagger UI and the mailbox as they look.
#   ./run.sh --detach --observability && monitoring/pictures.sh [SECONDS]     240 if nothing is said
# Needs curl and Chromium: the one that CHROMIUM names or that is on the PATH. GATEWAY_PORT, PROMETHEUS_PORT, MAILBOX_HTTP_PORT as for
# run.sh; the pictures go to docs/pictures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds="${1:-240}"
gateway="http://localhost:${GATEWAY_PORT:-8080}"
prometheus="http://localhost:${PROMETHEUS_PORT:-9090}"
mailbox="http://localhost:${MAILBOX_HTTP_PORT:-8025}"
chromium="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

[ -n "$chromium" ] || fail "There is no Chromium; CHROMIUM may name one."
for address in "$gateway/products/" "$prometheus/-/ready" "$mailbox/"; do
  curl -sSf -o /dev/null "$address" || fail "$address does not answer: ./run.sh --detach --observability"
done

field() { # NAME
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

token="$(curl -sSf "$gateway/customers/tokens" -H 'Content-Type: application/json' \
  -d '{"grant_type":"password","email":"customer@emporium.example","password":"demo-customer-password"}' | field access_token)"
products=()
while IFS= read -r id; do products+=("$id"); done < <(curl -sSf "$gateway/products/?limit=50&in_stock=true" |
  grep -o '"product_id":"[^"]*"' | cut -d '"' -f 4)

order() { # TURN PRODUCT
  local card=tok_visa
  [ $(($1 % 7)) -ne 0 ] || card=tok_declined
  curl -sS -o /dev/null "$gateway/orders/" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: pictures-$$-$(date +%s)-$1-0123456789" -d "{\"items\":[{\"product_id\":\"$2\",\"quantity\":1}],
    \"email\":\"jo@example.com\",\"payment\":{\"method\":\"card\",\"token\":\"$card\"},\"shipping_address\":{\"name\":\"Jo Doe\",
    \"line1\":\"12 St James's Square\",\"city\":\"London\",\"postal_code\":\"SW1Y 4JH\",\"country\":\"GB\"}}"
}

echo "People shop for $seconds seconds ..."
begin=$SECONDS
turn=0
while [ $((SECONDS - begin)) -lt "$seconds" ]; do
  turn=$((turn + 1))
  product="${products[$((turn % ${#products[@]}))]}"
  curl -sS -o /dev/null "$gateway/products/?q=tea&facets=category" "$gateway/products/$product" \
    "$gateway/products/$product/recommendations" "$gateway/shipments/quotes?country=GB&weight_grams=500&value=20.00"
  order "$turn" "$product"
done

shoot() { # NAME ADDRESS WIDTH HEIGHT
  "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files --no-first-run \
    --disable-background-networking --disable-component-update --user-data-dir="$scratch/profile" --window-size="$3,$4" \
    --virtual-time-budget=15000 --screenshot="$PWD/docs/pictures/$1.png" "$2" >"$scratch/$1.log" 2>&1 ||
    { cat "$scratch/$1.log"; fail "Chromium has drawn no $1."; }
  echo "docs/pictures/$1.png"
}

mkdir -p docs/pictures
{
  echo "<!doctype html><script>const prometheus = '$prometheus', seconds = $seconds, dashboard ="
  cat monitoring/dashboards/overview.json
  echo "</script>"
  cat monitoring/pictures/panels.html
} >"$scratch/overview.html"
shoot overview "file://$scratch/overview.html" 1200 1010
shoot swagger-ui "$gateway/orders/docs/" 1200 900
shoot mailbox "$mailbox/" 1000 620
