#!/usr/bin/env bash
# Writes what docker-compose.yml must be told and nobody should know into .env, which git does not see. What stands there
# already stays: databases and signing keys cannot be opened with anything else.
set -euo pipefail
file="${1:-$(dirname "$0")/../.env}"
touch "$file"
# also one that was copied from the example
chmod 600 "$file"

for name in POSTGRES_PASSWORD PRODUCT_DATABASE_PASSWORD CART_DATABASE_PASSWORD ORDER_DATABASE_PASSWORD \
  CUSTOMER_DATABASE_PASSWORD KEY_ENCRYPTION_KEY GRAFANA_ADMIN_PASSWORD ELASTIC_PASSWORD KIBANA_PASSWORD FLUENTD_PASSWORD; do
  grep -q "^$name=." "$file" || echo "$name=$(head -c 32 /dev/urandom | base64 | tr -d '\n')" >>"$file"
done
