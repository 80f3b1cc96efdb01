#!/usr/bin/env bash
# The pictures of the README, made anew of a platform that runs: people shop for some minutes, then the panels of the overview are drawn of
# what Prometheus has seen, and Swagger UI and the mailbox photographed.
#   ./run.sh --detach --observability && monitoring/pictures.sh [SECONDS]     240 if nothing is said
# It needs curl, Python with pip, and Chromium: the one that CHROMIUM names or that is on the PATH. GATEWAY_PORT, PROMETHEUS_PORT and
# MAILBOX_HTTP_PORT as for run.sh; the pictures go to docs/pictures.
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
if [ ! -d target/pictures/matplotlib ]; then
  python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --target target/pictures matplotlib==3.10.7 ||
    fail "pip has not installed matplotlib, see above."
fi

token="$(curl -sSf "$gateway/customers/tokens" -H 'Content-Type: application/json' \
  -d '{"grant_type":"password","email":"customer@emporium.example","password":"demo-customer-password"}' |
  grep -o '"access_token" *: *"[^"]*"' | cut -d '"' -f 4)"
products=()
while IFS= read -r id; do products+=("$id"); done < <(curl -sSf "$gateway/products/?limit=50&in_stock=true" |
  grep -o '"product_id" *: *"[^"]*"' | cut -d '"' -f 4)

order() { # TURN PRODUCT
  local card=tok_visa
  [ $(($1 % 7)) -ne 0 ] || card=tok_declined
  curl -sS -o /dev/null "$gateway/orders/" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: pictures-$$-$(date +%s)-$1" -d "{\"items\":[{\"product_id\":\"$2\",\"quantity\":1}],
    \"email\":\"ada@example.com\",\"payment\":{\"method\":\"card\",\"token\":\"$card\"},\"shipping_address\":{\"name\":\"Ada Lovelace\",
    \"line1\":\"12 St James's Square\",\"city\":\"London\",\"postal_code\":\"SW1Y 4JH\",\"country\":\"GB\"}}"
}

echo "People shop for $seconds seconds ..."
begin=$SECONDS
turn=0
while [ $((SECONDS - begin)) -lt "$seconds" ]; do
  turn=$((turn + 1))
  product="${products[$((turn % ${#products[@]}))]}"
  curl -sS -o /dev/null "$gateway/products/?q=tea&facets=category" -o /dev/null "$gateway/products/$product" \
    -o /dev/null "$gateway/products/$product/recommendations"
  order "$turn" "$product"
done

photograph() { # NAME ADDRESS WIDTH,HEIGHT
  "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run --disable-background-networking \
    --disable-component-update --user-data-dir="$scratch/profile" --window-size="$3" --virtual-time-budget=15000 \
    --screenshot="$PWD/docs/pictures/$1.png" "$2" >"$scratch/$1.log" 2>&1 ||
    { cat "$scratch/$1.log" >&2 && fail "Chromium has made no picture of $2."; }
}

mkdir -p docs/pictures
PYTHONPATH=target/pictures python3 monitoring/overview.py "$prometheus" monitoring/dashboards/overview.json "$seconds" docs/pictures/overview.png
photograph swagger-ui "$gateway/orders/docs/" 1000,1400
photograph mailbox "$mailbox/" 1000,620
ls -l docs/pictures
