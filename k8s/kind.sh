#!/usr/bin/env bash
# Does what docs/deployment.md says about a cluster on your own machine: its commands are read from there, step by step.
#   k8s/kind.sh           all steps; then the gateway is at http://localhost:8080 until Ctrl-C
#   k8s/kind.sh 3         from step 3 on, once it is mended what stopped the script there
#   k8s/kind.sh --argocd  a cluster with Argo CD instead, and with the secrets and the images of that guide
#   k8s/kind.sh --print   what it would do
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

code() { # STEP: from there on
  awk -v first="$1" '
    /^## / { here = /with kind$/ }
    /^### / { step = $2 + 0; if (here && step >= first) print "\necho; echo \"" substr($0, 5) "\"\n" }
    /^```/ { inside = !inside; next }
    here && inside && step >= first' docs/deployment.md
}

beginning() { # STEP: its first block
  awk -v only="$1" '
    /^## / { here = /with kind$/ }
    /^### / { step = $2 + 0; blocks = 0 }
    /^```/ { inside = !inside; blocks += inside; next }
    here && inside && step == only && blocks == 1' docs/deployment.md
}

require() { # PROGRAMS
  for program in "$@"; do
    command -v "$program" >/dev/null || { echo "There is no $program: see docs/deployment.md" >&2; exit 1; }
  done
}

case "${1:-1}" in
  --print) code 1 ;;
  [1-9])
    require docker kind kubectl helm openssl curl
    exec bash -euc "$(code "${1:-1}")"$'\necho; echo "Ctrl-C ends the way to the gateway"; wait'
    ;;
  --argocd)
    require docker kind kubectl helm openssl
    bash -euc "$(beginning 1; beginning 2; beginning 3)"
    # an autoscaler that measures nothing is Degraded to Argo CD, and kind has nobody who measures
    helm upgrade --install metrics-server metrics-server --repo https://kubernetes-sigs.github.io/metrics-server \
      --version 3.13.0 --namespace kube-system --set 'args={--kubelet-insecure-tls}' --wait
    kubectl apply --server-side --kustomize argocd/install
    kubectl -n argocd wait --for=condition=Available deployment --all --timeout=10m
    kubectl -n argocd rollout status statefulset/argocd-application-controller --timeout=10m
    ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' k8s/kind.sh >&2
    exit 2
    ;;
esac
