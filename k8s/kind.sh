#!/usr/bin/env bash
# Does what docs/deployment.md says about a cluster on your own machine: its commands are read from there, step by step.
#   k8s/kind.sh           all steps; then the gateway is at http://localhost:8080 until Ctrl-C
#   k8s/kind.sh 3         from step 3 on, once it is mended what stopped the script there
#   k8s/kind.sh --print   what it would do
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

code() { # STEP
  awk -v first="$1" '
    /^## / { here = /with kind$/ }
    /^### / { step = $2 + 0; if (here && step >= first) print "\necho; echo \"" substr($0, 5) "\"\n" }
    /^```/ { inside = !inside; next }
    here && inside && step >= first' docs/deployment.md
}

case "${1:-1}" in
  --print) code 1 ;;
  [1-9])
    for program in docker kind kubectl helm openssl curl; do
      command -v "$program" >/dev/null || { echo "There is no $program: see docs/deployment.md" >&2; exit 1; }
    done
    exec bash -euc "$(code "${1:-1}")"$'\necho; echo "Ctrl-C ends the way to the gateway"; wait'
    ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' k8s/kind.sh >&2
    exit 2
    ;;
esac
