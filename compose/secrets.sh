#!/usr/bin/env bash
# Writes what docker-compose.yml must be told and nobody should know into .env, which git does not see. What stands there
# already stays: databases and signing keys cannot be opened with anything else.
set -euo pipefail
file="${1:-$(dirname "$0")/../.env}"
touch "$file"
# also one that was copied from the example
chmod 600 "$file"
# its last line may lack an end
[ -z "$(tail -c 1 "$file")" ] || echo >>"$file"

# whatever it refuses to start without
sed -n 's/.*\${\([A-Z_]*\):?.*/\1/p' "$(dirname "$0")/../docker-compose.yml" | sort -u |
  while IFS= read -r name; do
    grep -q "^$name=." "$file" || echo "$name=$(head -c 32 /dev/urandom | base64 | tr -d '\n')" >>"$file"
  done
