#!/usr/bin/env bash
# Usage: changelog.sh VERSION: writes what CHANGELOG.md says of a version, without its heading; an error where it says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

heading="## [$1] - "
notes=$(awk -v heading="$heading" '
  /^## / { inside = index($0, heading) == 1 && substr($0, length(heading) + 1) ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]$/; next }
  # where the headings lead
  /^\[[^]]+\]: / { next }
  inside' CHANGELOG.md | sed '/./,$!d')
grep -q '^- ' <<<"$notes" || { echo "CHANGELOG.md has nothing under \"$heading<date>\"" >&2; exit 1; }
echo "$notes"
